"""The knowledge base, its sources, the assistant's profiles and its answers, for managers."""

from knowledge.admin.answers import AnswerRecordAdmin
from knowledge.admin.bases import KnowledgeBaseAdmin
from knowledge.admin.calibrations import CalibrationAdmin
from knowledge.admin.documents import DocumentAdmin
from knowledge.admin.pages import SourcePageAdmin
from knowledge.admin.profiles import AssistantProfileAdmin
from knowledge.admin.sources import SourceAdmin

__all__ = [
    "AnswerRecordAdmin",
    "AssistantProfileAdmin",
    "CalibrationAdmin",
    "DocumentAdmin",
    "KnowledgeBaseAdmin",
    "SourceAdmin",
    "SourcePageAdmin",
]
