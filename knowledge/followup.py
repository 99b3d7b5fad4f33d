"""Making a follow-up question self-contained by rules; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.types import HistoryTurn

# Beyond this many words a question usually says itself what it is about.
SHORT_QUESTION_WORDS = 12
_OPENERS = re.compile(
    r"^\s*(?:and|but|or|also|so|then|what about|how about|what if|what else|which one|same|"
    r"how so|how come|for (?:how|which|whom)|really|even)\b",
    re.IGNORECASE,
)
# "How long?" leans on what was said, "How long does shipping take?" does not.
BARE_QUESTION_WORDS = 2
_BARE = re.compile(r"^\s*(?:why|how|where|when|who|what|which|since|until)\b", re.IGNORECASE)
_REFERRING = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|there|then|one|ones|he|she|him|her|"
    r"such|both|either|neither|the (?:first|second|last|other|former|latter|same))\b",
    re.IGNORECASE,
)


def self_contained(question: str, history: Sequence[HistoryTurn]) -> str:
    """The question, with the visitor's last question in front if it leans on it.

    `history`: oldest first, without the question itself.
    """
    context = _last_question(history) if leans_on_history(question) else ""
    return f"{context} {question.strip()}".strip()


def leans_on_history(question: str) -> bool:
    """Whether the question is short and refers to something said before."""
    length = len(question.split())
    if length > SHORT_QUESTION_WORDS:
        return False
    if length <= BARE_QUESTION_WORDS and _BARE.match(question):
        return True
    return bool(_OPENERS.search(question) or _REFERRING.search(question))


def _last_question(history: Sequence[HistoryTurn]) -> str:
    """What the visitor asked last that stands on its own; empty if nothing does."""
    asked = [turn.text.strip() for turn in history if turn.author == "visitor" and turn.text]
    for text in reversed(asked):
        if not leans_on_history(text):
            return text
    return asked[-1] if asked else ""
