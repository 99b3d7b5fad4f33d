"""Signs that a visitor has had enough, gathered over an episode; pure.

One cross word says little. What tells is a tone that stays sharp, answers that miss, requests
turned down, the same thing said again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from escalation.gauges.head import Floats, Head
from escalation.gauges.patterns.base import Phrasing, any_of, phrase
from escalation.words import line_of

GAUGE = "tone of the episode"
VERSION = 1

NAMES = (
    "mean_odds",
    "highest_odds",
    "rise",
    "turned_down",
    "objections",
    "repetitions",
    "assistant_repeats",
    "abuse",
    "asked_for_person",
)
"""What each number of `signs` is. None of them may speak against annoyance."""

_USUAL_ODDS = -2.0
"""Of a calm message: episodes of few messages are drawn towards it."""
_DRAWN_BY = 2.0  # so many calm messages
_MOST = 3.0
_READ_CHARS = 600

_CANNOT = any_of("cant|cannot|can\\snot|not\\sable\\sto|unable\\sto|couldnt|could\\snot")
TURNED_DOWN: tuple[Phrasing, ...] = (
    phrase(rf"(?:sorry|unfortunately|afraid)(?:\s[^\s]+){{0,6}}?\s(?:{_CANNOT}|dont|do\snot|didnt|no|only|not|failed)"),
    phrase(rf"(?:i|we)\s(?:am\s|are\s)?{_CANNOT}\s(?:help|find|do|answer|authenticate|process|access|understand|complete)"),
    phrase(r"(?:dont|do\snot|didnt|did\snot)\s(?:quite\s|fully\s)?(?:understand|get\sthat|catch\sthat|have\s(?:an\sanswer|information))"),
    phrase(r"(?:only\sable\sto|has\sfailed|request\sfailed|not\spossible|no\sinformation)"),
    phrase(r"(?:leider|bedaure|tut\smir\sleid)(?:\s[^\s]+){0,8}?\s(?:nicht|kein|keine|keinen|nur)"),
    phrase(r"(?:verstehe|verstanden)\s(?:[^\s]+\s){0,2}nicht"),
    phrase(r"(?:lo\ssiento|lamentablemente|disculpa|disculpe)(?:\s[^\s]+){0,6}?\s(?:no|solo)"),
    phrase(r"(?:desole|desolee|malheureusement|navre)(?:\s[^\s]+){0,8}?\s(?:pas|ne|n|que)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """What was measured of one thing the visitor said.

    `odds`: log-odds of frustration. `turned_down`, `said_again`: the reply before it refused, or
    was one that stood before already.
    """

    odds: float
    abuse: float = 0.0
    asked_for_person: bool = False
    objected: bool = False
    repeated: bool = False
    turned_down: bool = False
    said_again: bool = False


def signs(moments: Sequence[Moment]) -> Floats:
    """One number for each of `NAMES`. `moments`: the episode in order, the newest last."""
    odds = np.array([one.odds for one in moments])
    mean = (odds.sum() + _DRAWN_BY * _USUAL_ODDS) / (len(odds) + _DRAWN_BY)
    half = len(odds) // 2
    rise = odds[half:].mean() - odds[:half].mean() if half else 0.0
    return np.array(
        [
            mean,
            np.sort(odds)[-2:].mean(),
            max(0.0, rise),
            _count(one.turned_down for one in moments),
            _count(one.objected for one in moments),
            _count(one.repeated for one in moments),
            _count(one.said_again for one in moments),
            max(one.abuse for one in moments),
            float(any(one.asked_for_person for one in moments)),
        ]
    )


def annoyance(moments: Sequence[Moment], head: Head) -> float:
    """How annoyed the visitor is by now, 0..1."""
    return float(head.probability(signs(moments)[None, :])[0])


@lru_cache(maxsize=2048)
def is_turned_down(reply: str) -> bool:
    """Whether a reply of the assistant says that it cannot, or did not understand."""
    line = line_of(reply[:_READ_CHARS])
    return any(phrasing.pattern.search(line.text) for phrasing in TURNED_DOWN)


def _count(flags: Iterable[bool]) -> float:
    return min(_MOST, float(sum(flags)))
