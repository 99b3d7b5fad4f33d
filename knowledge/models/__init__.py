"""Rows of the knowledge base, of the assistant's profiles and of the answers it gave."""

from knowledge.models.answers import AnswerRecord
from knowledge.models.bases import KnowledgeBase
from knowledge.models.documents import Chunk, Document, DocumentKind, DocumentStatus
from knowledge.models.labels import AnswerLabel, Calibration, CalibrationState, LabelSource
from knowledge.models.profiles import AssistantProfile, Effort, default_providers
from knowledge.models.sources import (
    OPEN_RUN_STATES,
    PageOutcome,
    RunState,
    Source,
    SourceKind,
    SourcePage,
    SourceRun,
)
from knowledge.models.vectors import PieceVectors

__all__ = [
    "OPEN_RUN_STATES",
    "AnswerLabel",
    "AnswerRecord",
    "AssistantProfile",
    "Calibration",
    "CalibrationState",
    "Chunk",
    "Document",
    "DocumentKind",
    "DocumentStatus",
    "Effort",
    "KnowledgeBase",
    "LabelSource",
    "PageOutcome",
    "PieceVectors",
    "RunState",
    "Source",
    "SourceKind",
    "SourcePage",
    "SourceRun",
    "default_providers",
]
