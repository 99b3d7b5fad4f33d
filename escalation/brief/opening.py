"""What an agent could say first: a plain draft, and the canned replies that fit; plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from escalation.types import ReasonCode
from escalation.words import word_set, words_of

_MATTER_CHARS = 160
_SHORTEST_WORD = 3
_CANNED = 3
_LEAST_SCORE = 0.25
"""Of the weight of the question's words that a canned reply has to know to be shown."""

_FALLBACK = "en"
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "hello": "Hello {name},",
            "hello_nobody": "Hello,",
            "sorry": "I am sorry that this took so long.",
            "read": "I have read your conversation.",
            "matter": "You wrote: “{matter}”",
            "repeat": "You do not need to repeat anything.",
            "known": "This is what I can tell you already:",
        },
        "de": {
            "hello": "Guten Tag {name}!",
            "hello_nobody": "Guten Tag!",
            "sorry": "Es tut mir leid, dass das so lange gedauert hat.",
            "read": "Ich habe Ihr Gespräch gelesen.",
            "matter": "Sie schrieben: „{matter}“",
            "repeat": "Sie müssen nichts wiederholen.",
            "known": "Das kann ich Ihnen schon sagen:",
        },
        "es": {
            "hello": "Hola, {name}.",
            "hello_nobody": "Hola.",
            "sorry": "Siento que haya tardado tanto.",
            "read": "He leído su conversación.",
            "matter": "Escribió: «{matter}»",
            "repeat": "No hace falta que repita nada.",
            "known": "Esto es lo que ya puedo decirle:",
        },
        "fr": {
            "hello": "Bonjour {name} !",
            "hello_nobody": "Bonjour !",
            "sorry": "Veuillez nous excuser pour ce long échange.",
            "read": "J'ai lu votre conversation.",
            "matter": "Vous avez écrit : « {matter} »",
            "repeat": "Vous n'avez rien à répéter.",
            "known": "Voici ce que je peux déjà vous dire :",
        },
    }
)
_SORRY = frozenset({ReasonCode.FRUSTRATION, ReasonCode.UNRESOLVED_LIMIT, ReasonCode.ABUSE})


@dataclass(frozen=True, slots=True)
class Canned:
    """A canned reply, as far as ranking needs it."""

    id: int
    title: str
    text: str


def first_reply(*, language: str, name: str, matter: str, known: str, reason: ReasonCode) -> str:
    """Greets, names the matter and says that nothing needs repeating; `known` comes last.

    Says nothing that is not in its arguments. `matter` "" where the visitor named none. `language`
    is the conversation's; without words in it, English.
    """
    words = _WORDS.get(language.split("-")[0].lower(), _WORDS[_FALLBACK])
    lines = [words["hello"].format(name=name) if name else words["hello_nobody"]]
    if reason in _SORRY:
        lines.append(words["sorry"])
    wrote = f" {words['matter'].format(matter=_cut(matter))}" if matter else ""
    lines.append(f"{words['read']}{wrote} {words['repeat']}")
    if known:
        lines.append(f"{words['known']}\n{known}")
    return "\n\n".join(lines)


def fitting(question: str, replies: Sequence[Canned]) -> list[tuple[Canned, float]]:
    """The canned replies that share most with the question, best first, with a score of 0..1.

    The score is the share of the question's words that stand in the reply; words that few of the
    replies have weigh more.
    """
    wanted = _stems(question)
    if not wanted or not replies:
        return []
    known = {reply.id: _stems(f"{reply.title} {reply.text}") for reply in replies}
    spread = Counter(word for words in known.values() for word in words)
    weights = {word: math.log(1 + len(replies) / spread[word]) for word in wanted if spread[word]}
    if not weights:
        return []
    # Words that no reply knows say nothing about which one fits, but they are not answered either.
    unknown = 0.5 * sum(1 for word in wanted if word not in weights)
    total = sum(weights.values()) + unknown
    scored = [
        (reply, sum(weights.get(word, 0.0) for word in known[reply.id]) / total)
        for reply in replies
    ]
    best = sorted(scored, key=lambda pair: (-pair[1], pair[0].id))[:_CANNED]
    return [(reply, round(score, 3)) for reply, score in best if score >= _LEAST_SCORE]


_COMMON = word_set(
    "the and for you your our with that this what how can are was have has not but from when",
    "where does did get will would could should please hello need want about there they them its",
    "ich sie und der die das ein eine wie was ist nicht mit von für auf mein meine bitte kann",
    "que los las una por para con mi como puedo est les des une pour avec mon dans sur vous",
)


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        _stem(word)
        for word in words_of(text)
        if len(word) >= _SHORTEST_WORD and word not in _COMMON
    )


def _stem(word: str) -> str:
    """The word without an ending that turns one into many, or doing into done."""
    for ending in ("ing", "ed", "en", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_WORD:
            return word[: -len(ending)]
    return word


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= _MATTER_CHARS:
        return plain
    return plain[:_MATTER_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
