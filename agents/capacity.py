"""How many conversations an agent may have at once, and which; pure."""

from __future__ import annotations

from agents.types import Candidate, LanguageRule, Wanted

_ANYBODY = Wanted()


def free_slots(load: int, capacity: int) -> int:
    """How many more conversations fit; never negative, also after a capacity was lowered."""
    return max(0, capacity - load)


def has_room(load: int, capacity: int) -> bool:
    """Whether one more conversation fits."""
    return free_slots(load, capacity) > 0


def base_language(code: str) -> str:
    """The language of a code without its region, in lower case: "de" of "de-AT"."""
    return code.replace("_", "-").partition("-")[0].strip().lower()


def speaks(candidate: Candidate, language: str) -> bool:
    """Whether this agent answers in that language, whatever the region.

    True of every agent while the language is not known, and of those for whom none was named.
    """
    wanted = base_language(language)
    return (
        not wanted
        or not candidate.languages
        or any(base_language(code) == wanted for code in candidate.languages)
    )


def is_fit(candidate: Candidate, wanted: Wanted) -> bool:
    """Whether this agent has all the skills, and the language where it is required."""
    is_required = wanted.language_rule is LanguageRule.REQUIRE
    return wanted.skills <= candidate.skills and (
        not is_required or speaks(candidate, wanted.language)
    )


def may_come(candidate: Candidate, wanted: Wanted = _ANYBODY) -> bool:
    """Whether this agent may be asked now, or as soon as one of their conversations ends."""
    return candidate.capacity > 0 and not candidate.declined and is_fit(candidate, wanted)


def is_eligible(candidate: Candidate, wanted: Wanted = _ANYBODY) -> bool:
    """Whether this online agent may be asked now: fit, a free slot, and has not said no already."""
    return has_room(candidate.load, candidate.capacity) and may_come(candidate, wanted)
