"""Cheap signs of mood in a message: coloured words, shouting, punctuation; pure.

The groups of words are the same in all languages, so weights learned on one serve the others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from escalation.gauges.lexicon.base import GROUPS, Lexicon
from escalation.gauges.lexicon.english import ENGLISH
from escalation.gauges.lexicon.french import FRENCH
from escalation.gauges.lexicon.german import GERMAN
from escalation.gauges.lexicon.spanish import SPANISH
from escalation.words import Token, tokens_of

Floats = npt.NDArray[np.float64]

LEXICONS: Mapping[str, Lexicon] = MappingProxyType(
    {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH}
)
_WRITTEN = (
    "length",
    "exclaims",
    "exclaims_twice",
    "asks",
    "asks_twice",
    "capitals",
    "shouts",
    "trails_off",
    "stretches",
    "cross_faces",
    "glad_faces",
    "denied_praise",
    "insults_you",
    "swears_at_you",
)
NAMES: tuple[str, ...] = (*GROUPS, *(f"{group}_share" for group in GROUPS), *_WRITTEN)
"""What each number of `Cues.values` is."""

_MOST = 3  # more words of a group say no more
_DENIAL_REACH = 3  # words between a "not" and the praise it takes back
_YOU_REACH = 3
_LETTERS_TO_SHOUT = 4
_STRETCHED = re.compile(r"([^\W\d_])\1\1", re.UNICODE)
_CROSS_FACES = re.compile(
    r"[😠😡🤬👿😤🙄😒😑🤮🤢👎💩🖕😩😫😞😔😣😖☹🙁😭🤦]|>:\(|:-?[(/\\](?!/)|:'\("
)
_GLAD_FACES = re.compile(
    r"[😀😃😄😁😆😅🤣😂🙂😊😇😍🥰😘😋😎🤗👍👏🙏❤💕💖🎉😉]|[:;]-?[)DP](?!\w)|<3"
)
_NOT_SHOUTED = re.compile(r"\[[^\]]*\]|<[^>]*>")  # masked names and numbers are no shouting


@dataclass(frozen=True, slots=True)
class Cues:
    """`values`: one number for each of `NAMES`. `words`: what was found of each group."""

    values: Floats
    words: Mapping[str, tuple[Token, ...]]


@lru_cache(maxsize=256)
def cues_of(text: str, language: str = "en") -> Cues:
    """The signs in a text. `language`: primary code; one without word lists gives writing only."""
    words = [token for token in tokens_of(text) if not token.is_break]
    found = _grouped(words, LEXICONS.get(language))
    root = math.sqrt(max(1, len(words)))
    counts = [len(found.get(group, ())) for group in GROUPS]
    places = {group: [place for place, _ in own] for group, own in found.items()}
    values = [float(min(count, _MOST)) for count in counts]
    values += [count / root for count in counts]
    values += _writing(text, len(words))
    values += [
        _behind(places, "denial", "glad", _DENIAL_REACH),
        _beside(places, "insult", "you", _YOU_REACH),
        _beside(places, "swearing", "you", _YOU_REACH),
    ]
    by_group = {group: tuple(token for _, token in own) for group, own in found.items()}
    return Cues(np.array(values, dtype=np.float64), MappingProxyType(by_group))


def _grouped(words: Sequence[Token], lexicon: Lexicon | None) -> dict[str, list[tuple[int, Token]]]:
    found: dict[str, list[tuple[int, Token]]] = {}
    if lexicon is None:
        return found
    for place, token in enumerate(words):
        for group in lexicon.groups_of(token.text):
            found.setdefault(group, []).append((place, token))
    return found


def _writing(text: str, words: int) -> list[float]:
    bare = _NOT_SHOUTED.sub(" ", text)
    letters = [char for char in bare if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    runs = Counter(word.isupper() for word in re.findall(r"[^\W\d_]{3,}", bare))
    is_enough = len(letters) >= _LETTERS_TO_SHOUT
    return [
        math.log1p(words),
        float(min(text.count("!"), _MOST)),
        float("!!" in text),
        float(min(text.count("?"), _MOST)),
        float("??" in text or "?!" in text or "!?" in text),
        upper / len(letters) if is_enough else 0.0,
        float(min(runs[True], _MOST)),
        float("..." in text or "…" in text),
        float(bool(_STRETCHED.search(text))),
        float(bool(_CROSS_FACES.search(text))),
        float(bool(_GLAD_FACES.search(text))),
    ]


def _behind(places: Mapping[str, Sequence[int]], first: str, second: str, reach: int) -> float:
    """Whether a word of the second group follows one of the first closely."""
    ahead = places.get(first, ())
    return float(any(0 < at - one <= reach for at in places.get(second, ()) for one in ahead))


def _beside(places: Mapping[str, Sequence[int]], first: str, second: str, reach: int) -> float:
    """Whether words of both groups stand close to each other."""
    near = places.get(first, ())
    return float(any(abs(at - one) <= reach for at in places.get(second, ()) for one in near))
