"""Choosing the words of a passage that answer a question, so that they read well alone; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.sentences import is_list_item, is_numbered_item

# A passage up to this length is quoted whole: nothing reads better than what its author wrote.
WHOLE_PASSAGE_WORDS = 55
# Two or three sentences of a help article; the best two hold the answer in 80 % of questions.
QUOTE_WORDS = 60
# A longer list is a catalogue: then only the item that fits is quoted.
MOST_ITEMS = 12

# A sentence that begins like this is not understood without the one before it.
_LEANS_BACK = re.compile(
    r"^(?:this|that|these|those|it|its|they|their|he|she|such|however|but|otherwise|then|also|so|"
    r"in (?:this|that|both|either) case|if (?:so|not)|instead|therefore|both|after that|"
    r"afterwards|the (?:same|former|latter|other))\b",
    re.IGNORECASE,
)
_ASKS_FOR_STEPS = re.compile(
    r"\bhow (?:do|can|to|would|should|must|could|might|may|does one|are we)\b|\bsteps?\b|"
    r"\bset(?:ting)? up\b|\bwhere (?:do|can) i\b|\bguide\b|\binstructions?\b|\bwalk me\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow (?:much|many|long|often|far|big|large|fast|soon|old)\b", re.I)
# What a question expects is worth as much as a slightly nearer sentence.
EXPECTED = 0.12
_EXPECTATIONS = (
    (
        re.compile(r"\b(?:costs?|prices?|fees?|charged?|expensive|cheap|how much)\b", re.I),
        re.compile(r"[$€£]\s?\d|\d\s?(?:[$€£]|eur|usd|gbp|cents?)\b|\bfree\b|\d\s?%", re.I),
    ),
    (
        re.compile(r"\b(?:how (?:long|soon|fast|quickly|often)|when|until)\b", re.I),
        re.compile(
            r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|daily|weekly|monthly|"
            r"yearly|immediately|at once|monday|friday|\d{1,2}:\d\d)\b",
            re.I,
        ),
    ),
    (
        re.compile(r"\b(?:how (?:much|many|big|large)|which port|limits?|maximum)\b", re.I),
        re.compile(r"\d"),
    ),
)


def most_telling(question: str, sentences: Sequence[str], cosines: Sequence[float]) -> str:
    """The sentence nearest to the question, one with the price or time it asks for preferred."""
    scores = [
        cosine + EXPECTED * gives_what_is_asked(question, sentence)
        for sentence, cosine in zip(sentences, cosines, strict=True)
    ]
    return sentences[scores.index(max(scores))]


def gives_what_is_asked(question: str, sentence: str) -> bool:
    """Whether the question asks for a price, a time or an amount and the sentence has one."""
    return any(asked.search(question) and given.search(sentence) for asked, given in _EXPECTATIONS)


def quote(question: str, text: str, best_sentence: str, sentences: Sequence[str]) -> str:
    """The part of a passage to show: a whole short passage, a complete list, or a few sentences.

    `best_sentence`: the one of `sentences` nearest to the question. Lines are kept as lines.
    """
    if len(text.split()) <= WHOLE_PASSAGE_WORDS:
        return text.strip()
    lines = [line for line in text.splitlines() if line.strip()]
    steps = _numbered_list(lines) if asks_for_steps(question) else []
    if not steps and is_list_item(best_sentence):
        steps = _list_around(lines, best_sentence)
    if steps:
        return "\n".join(steps)
    if _is_row(lines, best_sentence):
        return best_sentence
    return _sentences_around(best_sentence, sentences)


def asks_for_steps(question: str) -> bool:
    """Whether a procedure is wanted rather than a fact."""
    return bool(_ASKS_FOR_STEPS.search(question)) and not _HOW_MUCH.search(question)


def _numbered_list(lines: Sequence[str]) -> list[str]:
    """The first complete numbered list with its lead-in; empty if there is none."""
    numbered = [index for index, line in enumerate(lines) if is_numbered_item(line)]
    return _list_around(lines, lines[numbered[0]].strip()) if numbered else []


def _list_around(lines: Sequence[str], item: str) -> list[str]:
    """The whole list that holds the item, with the line that introduces it."""
    position = next((i for i, line in enumerate(lines) if line.strip() == item), None)
    if position is None:
        return []
    start = end = position
    while start > 0 and is_list_item(lines[start - 1]):
        start -= 1
    while end + 1 < len(lines) and is_list_item(lines[end + 1]):
        end += 1
    if end - start >= MOST_ITEMS:
        start = end = position
    elif start > 0 and lines[start - 1].rstrip().endswith(":"):
        start -= 1
    return [line.rstrip() for line in lines[start : end + 1]]


def _is_row(lines: Sequence[str], sentence: str) -> bool:
    """Whether the sentence is a row of a table: a line of its own of the form "first – rest"."""
    return " – " in sentence and any(line.strip() == sentence for line in lines)


def _sentences_around(best: str, sentences: Sequence[str]) -> str:
    """The best sentence, what it leans on, and what follows while the quote stays short."""
    if best not in sentences:
        return best
    start = end = sentences.index(best)
    while start > 0 and _LEANS_BACK.match(sentences[start]) and not is_list_item(best):
        start -= 1
    length = sum(len(sentence.split()) for sentence in sentences[start : end + 1])
    while end + 1 < len(sentences) and _continues(sentences[end], sentences[end + 1]):
        length += len(sentences[end + 1].split())
        if length > QUOTE_WORDS:
            break
        end += 1
    return " ".join(sentences[start : end + 1])


def _continues(sentence: str, following: str) -> bool:
    """Whether the next unit belongs to the same run of prose."""
    return not (
        is_list_item(following)
        or is_list_item(sentence)
        or following.rstrip().endswith(":")
        or " | " in following
    )
