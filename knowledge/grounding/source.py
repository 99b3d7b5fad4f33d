"""A text taken apart for comparison: sentences, clauses, what each says of which value; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.grounding import polarity
from knowledge.grounding.names import first_word, names_in
from knowledge.grounding.terms import terms
from knowledge.grounding.values import Value, plain, values_of, without_values
from knowledge.sentences import is_list_item, split_sentences, without_marker

_CUT = re.compile(
    r"[,;:()]\s+|\s[–—-]\s|\s(?=(?:and|or)\s(?![€$£]?\d))"
    r"|\s(?=(?:but|while|whereas|because|since|so|which|unless|except|if|when|as|nor|"
    r"und|oder|aber|weil|wenn|y|o|pero|si|et|ou|mais)\s)",
    re.IGNORECASE,
)
_BUT_LABEL = re.compile(r",\s+(?=[a-z])")  # within a cell, behind "label: "
_OR = re.compile(r"(?:or|nor|oder|ou|ni)\s", re.IGNORECASE)
_AND = re.compile(r"(?:and|und|y|et)\s", re.IGNORECASE)
_ROW = re.compile(r"^(?P<head>.{1,120}?) – (?P<cells>.+)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with one thing to say. `values`: those written in it.

    `subject`: its terms without those that the values are written with.
    """

    text: str
    terms: frozenset[str]
    subject: frozenset[str]
    values: tuple[Value, ...]
    denies: bool
    soft: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the words that say what it is the value of.

    `near`: those of its clause. `wide`: all names of its clause with all other words of the
    sentence, for sentences that name the thing once and its values one after the other.
    """

    value: Value
    near: frozenset[str]
    wide: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or table row."""

    text: str
    terms: frozenset[str]
    names: frozenset[str]
    clauses: tuple[Clause, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Everything the passages say, ready to be compared."""

    text: str
    lower: str
    terms: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    values: tuple[Value, ...]
    sentences: tuple[Sentence, ...]
    headings: frozenset[str]  # terms of the passages' first lines: title and heading


@lru_cache(maxsize=256)
def read_source(passages: tuple[str, ...], language: str) -> Source:
    """The passages taken apart; remembered, because every sentence of an answer asks."""
    text = "\n".join(plain(passage) for passage in passages)
    sentences = tuple(_sentences(text, language))
    return Source(
        text=text,
        lower=text.lower(),
        terms=frozenset().union(*(sentence.terms for sentence in sentences)),
        words=frozenset(re.findall(r"\w+", text.lower())),
        names=frozenset().union(*(sentence.names for sentence in sentences)),
        values=tuple(fact.value for sentence in sentences for fact in sentence.facts),
        sentences=sentences,
        headings=frozenset().union(*(terms(one.split("\n", 1)[0], language) for one in passages)),
    )


def _sentences(text: str, language: str) -> Iterator[Sentence]:
    """All sentences; items of a list are read together with the line that introduces them."""
    lead = ""
    for one in split_sentences(text):
        item = is_list_item(one)
        yield read_sentence(one, language, lead=lead if item else "")
        if not item:
            lead = one if one.rstrip().endswith(":") else ""


def read_sentence(text: str, language: str, lead: str = "") -> Sentence:
    """One sentence, list item or row taken apart. `lead`: the line that introduces its list."""
    text = without_marker(text)
    clauses = tuple(_joined(_clauses(text, language)))
    if lead:
        clauses = (*clauses, _clause(f"{lead} {text}", "", (), language))
    spans = [(value.start, value.end) for value in values_of(text, language)]
    names = frozenset(name.lower() for name in names_in(text, language, spans))
    distinct = terms(" ".join((*names, first_word(text))), language)
    facts = tuple(_facts(clauses, distinct, is_row=bool(_ROW.match(text))))
    return Sentence(text, terms(text, language), names, clauses, facts)


def _clauses(text: str, language: str) -> Iterator[Clause]:
    """A row gives one for each cell, with the row's name in front; prose is cut at clauses."""
    row = _ROW.match(text)
    if row is not None:
        for cell in row["cells"].split(";"):
            for piece in filter(str.strip, _BUT_LABEL.split(cell)):
                part = f"{row['head']} {piece.strip()}"
                values = values_of(part, language)
                yield _clause(part, _measured_out(part, values), values, language)
        return
    # Read before cutting: in "3, 7 and 12 days" all three are days.
    values = values_of(text, language)
    start = 0
    for end in [*(match.end() for match in _CUT.finditer(text)), len(text)]:
        if text[start:end].strip():
            inside = [value for value in values if start <= value.start < end]
            rest = _measured_out(text, values)[start:end]
            yield _clause(text[start:end].strip(), rest, inside, language)
        start = end


def _measured_out(text: str, values: Iterable[Value]) -> str:
    """The text without its values, but with its weekdays: they say when something is so."""
    return without_values(text, [value for value in values if value.kind != "weekday"])


def _joined(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """A denial reaches over "or": "we do not write code or design websites"; perhaps over "and"."""
    denied = False
    for clause in clauses:
        if denied and _OR.match(clause.text) and not clause.denies:
            # Of a single word it is hard to say what is denied of it.
            soft = clause.soft | ({"or"} if len(clause.terms) < 2 else set())
            yield replace(clause, denies=True, soft=soft)
            continue
        if denied and _AND.match(clause.text):
            clause = replace(clause, soft=clause.soft | {"and"})
        denied = clause.denies
        yield clause


def _clause(text: str, rest: str, values: Iterable[Value], language: str) -> Clause:
    """`rest`: the text without its values."""
    return Clause(
        text=text,
        terms=terms(text, language),
        subject=terms(rest, language),
        values=tuple(values),
        denies=polarity.denies(text),
        soft=polarity.soft_denials(text),
    )


def _facts(clauses: Sequence[Clause], distinct: frozenset[str], *, is_row: bool) -> Iterator[Fact]:
    shared = frozenset().union(*(clause.subject for clause in clauses)) - distinct
    for index, clause in enumerate(clauses):
        near = clause.subject
        if not is_row:
            near = near.union(*_valueless_neighbours(clauses, index))
        for value in clause.values:
            yield Fact(value, near, near | shared)


def _valueless_neighbours(clauses: Sequence[Clause], index: int) -> Iterator[frozenset[str]]:
    """Words around a clause that no value of their own claims: "On Pro, they cost 5"."""
    for step in (-1, 1):
        position = index + step
        while 0 <= position < len(clauses) and not clauses[position].values:
            yield clauses[position].subject
            position += step
