"""The worlds in which a flow must not strand anybody, as bits, and how a sentence names them."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from flows.types import Situation, Staffing

SITUATIONS: tuple[Situation, ...] = tuple(
    Situation(is_open, staffing, ai_works, visitor_answers)
    for visitor_answers, ai_works, is_open, staffing in product(
        (True, False), (True, False), (True, False), Staffing
    )
)
"""All of them, the friendliest first. Situation k is bit k of a mask."""

ALL = (1 << len(SITUATIONS)) - 1
SILENT = sum(1 << at for at, one in enumerate(SITUATIONS) if not one.visitor_answers)
"""The situations in which the visitor does nothing."""

_PEOPLE = {
    Staffing.FREE: "a person is free",
    Staffing.FULL: "everybody is busy",
    Staffing.NONE: "nobody is online",
}
_ASPECTS = ("is_open", "staffing", "ai_works", "visitor_answers")


def _beside(at: int, aspect: str) -> int:
    """The situations that differ from this one in nothing but the aspect, itself included."""
    others = [name for name in _ASPECTS if name != aspect]
    return sum(
        1 << index
        for index, one in enumerate(SITUATIONS)
        if all(getattr(one, name) == getattr(SITUATIONS[at], name) for name in others)
    )


_BESIDE = {
    aspect: tuple(_beside(at, aspect) for at in range(len(SITUATIONS))) for aspect in _ASPECTS
}


def first_of(mask: int) -> int:
    """The friendliest situation of the mask, as a mask of one. The mask has at least one."""
    return mask & -mask


@lru_cache(maxsize=256)
def when(mask: int) -> str:
    """In words, what one situation of the mask has to do with it: "when nobody is online".

    Only what matters is named: an aspect is left out when each of its values is in the mask.
    Empty when the situation does not matter. The mask has at least one situation.
    """
    block = first_of(mask)
    situation = SITUATIONS[block.bit_length() - 1]
    said = []
    for aspect in _ASPECTS:
        wider = 0
        for at in range(len(SITUATIONS)):
            if block >> at & 1:
                wider |= _BESIDE[aspect][at]
        if wider & ~mask:
            said.append(_said(aspect, situation))
        else:
            block = wider
    if not said:
        return ""
    return f"when {', '.join(said[:-1])} and {said[-1]}" if said[1:] else f"when {said[0]}"


def _said(aspect: str, situation: Situation) -> str:
    match aspect:
        case "is_open":
            return f"it is {'within' if situation.is_open else 'outside'} business hours"
        case "staffing":
            return _PEOPLE[situation.staffing]
        case "ai_works":
            return "the AI works" if situation.ai_works else "the AI is down"
    answers = situation.visitor_answers
    return "the visitor answers" if answers else "the visitor does not answer"
