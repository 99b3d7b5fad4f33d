"""Groups of words, the same in every language, so that what one language teaches serves all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

GROUPS = (
    "rage",  # anger, hatred, accusation
    "annoyed",  # impatience, contempt for how something is done
    "disgust",
    "sad",  # disappointment, loss, worry
    "trouble",  # something does not work; by itself no mood
    "swearing",
    "insult",  # names for people
    "sexual",
    "threat",
    "glad",  # thanks, praise, delight
    "agree",
    "asking",
    "you",
    "others",
    "self",
    "denial",
    "stress",  # so, really, always, still, again
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded words and beginnings of words, by group. A word may be in several groups."""

    words: Mapping[str, tuple[str, ...]]
    beginnings: tuple[tuple[str, tuple[str, ...]], ...]

    def groups_of(self, word: str) -> tuple[str, ...]:
        """The groups a folded word belongs to."""
        known = self.words.get(word, ())
        begun = tuple(
            group for group, stems in self.beginnings if group not in known and _begins(word, stems)
        )
        return known + begun


def lexicon(**groups: str) -> Lexicon:
    """Words parted by blanks; `*` at the end of one stands for any ending."""
    words: dict[str, list[str]] = {}
    beginnings: list[tuple[str, tuple[str, ...]]] = []
    for group in GROUPS:
        entries = groups.pop(group, "").split()
        stems = tuple(entry[:-1] for entry in entries if entry.endswith("*"))
        if stems:
            beginnings.append((group, stems))
        for entry in entries:
            if not entry.endswith("*"):
                words.setdefault(entry, []).append(group)
    if groups:
        raise ValueError(f"No such group of words: {', '.join(groups)}")
    return Lexicon(_frozen(words), tuple(beginnings))


def _begins(word: str, stems: tuple[str, ...]) -> bool:
    return word.startswith(stems)


def _frozen(words: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({word: tuple(dict.fromkeys(own)) for word, own in words.items()})
