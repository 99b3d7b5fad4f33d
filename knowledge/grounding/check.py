"""The checks a sentence must pass before a visitor sees it, in order of how sure they are; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.grounding import dates, polarity
from knowledge.grounding.names import first_word
from knowledge.grounding.source import Clause, Fact, Sentence, Source, read_sentence, read_source
from knowledge.grounding.terms import FRAME, is_grammar, same_family, terms
from knowledge.grounding.units import CURRENCIES, NUMBER_WORDS, UNITS
from knowledge.grounding.values import Value, plain
from knowledge.sentences import without_marker

# A sentence of the passages speaks of the same thing when it has this share of the claim's words;
# those within AS_CLOSE of the nearest are as good.
SAME_SUBJECT = 0.5
CLOSE_SUBJECT = 0.6
AS_CLOSE = 0.1
# "Two ways" is what a writer counted; "twelve mailboxes" is a claim.
COUNTED_AT_A_GLANCE = 5
# A sentence with another name is a swapped name only if it otherwise says the same.
SWAP_SUBJECT = 0.8
# Of a claim's telling words at least this share must occur in sentences that stand together: lies
# are made of a passage's words from here and there. Chosen for 95 % of paraphrases to pass
# (`python -m bench.grounding`).
SHARED_WORDS = 0.67
TOGETHER = 4
FEW_WORDS = 2

_MARKUP = re.compile(r"!\[|</?[a-z!]|&(?:#\d+|lt|gt);", re.IGNORECASE)
_COUNTED = {"number", "time", "date", "weekday"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a sentence is not shown.

    `kind`: markup, link, address, phone, date, weekday, time, price, percentage, duration, months,
    size, number, unit, subject, name, negation, restriction, condition, opposite or wording.
    """

    kind: str
    detail: str = ""


def check(segment: str, passages: Sequence[str], *, language: str = "en") -> Finding | None:
    """What the segment claims and the passages do not say; None when nothing was found.

    `segment`: one sentence or list item without citation marks. `passages`: those it cites, with
    their titles; all that were given when it cites none.
    """
    source = read_source(tuple(passages), language)
    text = plain(without_marker(segment))
    claim = read_sentence(text, language)
    for finding in _findings(claim, source, language):
        return finding
    return None


def _findings(claim: Sentence, source: Source, language: str) -> Iterator[Finding]:
    yield from _markup(claim, source)
    for fact in claim.facts:
        yield from _value(fact.value, source)
    for fact in claim.facts:
        yield from _subject(fact, source)
    near = _nearest(claim.terms, source.sentences)
    yield from _names(claim, near, source, language)
    yield from _negation(claim, source, language)
    yield from _restriction(claim, near, language)
    yield from _opposite(claim, source)
    yield from _wording(claim, source)


def _markup(claim: Sentence, source: Source) -> Iterator[Finding]:
    for match in _MARKUP.finditer(claim.text):
        if match.group().lower() not in source.lower:
            yield Finding("markup", match.group())


def _value(value: Value, source: Source) -> Iterator[Finding]:
    """Whether the passages have the value, with a unit that is not another one."""
    if any(_is_same(value, known) for known in source.values):
        return
    equal = [known for known in source.values if known.amount == value.amount]
    if value.kind == "number" and equal:
        plain_ones = [one for one in equal if one.kind in _COUNTED]
        if plain_ones or not value.unit:
            return
        yield Finding("unit", value.amount)
    elif (value.kind not in _COUNTED and _is_headed(value, source)) or (
        value.is_word and not _is_counted(value, source)
    ):
        return
    else:
        written = {"months": "number", "duration": "number"}.get(value.kind, value.kind)
        yield Finding(written, value.amount)


def _is_counted(value: Value, source: Source) -> bool:
    """Whether the passages give a number of the same things; else "two ways" only counts them."""
    return int(value.amount) > COUNTED_AT_A_GLANCE or any(
        known.unit == value.unit for known in source.values if known.kind == "number"
    )


def _is_same(value: Value, known: Value) -> bool:
    if value.kind == known.kind == "date":
        return any(dates.agree(one, other) for one in value.options for other in known.options)
    if value.kind == known.kind == "phone":
        shorter, longer = sorted((value.amount, known.amount), key=len)
        return longer == shorter or (len(shorter) >= 8 and longer.endswith(shorter))
    if value.kind == "number" and known.kind == "time" and not value.unit:
        return int(known.amount) % 60 == 0 and value.amount in _hours(known)
    if value.kind != known.kind or value.amount != known.amount:
        return False
    return value.kind in {"number"} or value.unit == known.unit


def _hours(known: Value) -> set[str]:
    hour = int(known.amount) // 60
    return {str(hour), str(hour % 12)}


def _is_headed(value: Value, source: Source) -> bool:
    """Whether a bare number of the passages gets the unit from a heading or another place."""
    header = " ".join(one.text for one in source.sentences if " | " in one.text).lower()
    for sentence in source.sentences:
        numbers = {
            fact.value.amount
            for fact in sentence.facts
            if fact.value.kind == "number" and not fact.value.unit
        }
        if not numbers:
            continue
        words = re.findall(r"\w+", f"{header} {sentence.text.lower()}")
        if value.kind == "price":
            if value.amount in numbers and any(CURRENCIES.get(one) == value.unit for one in words):
                return True
        elif any(number in numbers and word in words for number, word in _unscaled(value)):
            return True
    return False


def _unscaled(value: Value) -> Iterator[tuple[str, str]]:
    for word, unit in UNITS.items():
        if unit.kind == value.kind:
            yield f"{float(value.amount) / unit.factor:.6f}".rstrip("0").rstrip("."), word


def _subject(fact: Fact, source: Source) -> Iterator[Finding]:
    """Whether the passages have the value, but of something else that the claim speaks of.

    Only the plain case: some other value of the kind shares all the words that the claim has in
    common with its own value, and more.
    """
    if not fact.near or fact.value.kind in {"link", "address", "phone", "weekday"}:
        return
    every = [one for sentence in source.sentences for one in sentence.facts]
    same = [one for one in every if _is_same(fact.value, one.value)]
    others = [
        one
        for one in every
        if one.value.kind == fact.value.kind and not _is_same(fact.value, one.value)
    ]
    if fact.value.kind in {"number", "date"} and not fact.value.unit:
        # Years and bare numbers are many in prose: compared only with those beside their own,
        # or with those of which all is said that the claim says.
        beside = [sentence for sentence in source.sentences if set(same) & set(sentence.facts)]
        others = [
            one
            for one in others
            if fact.near <= one.near or any(one in each.facts for each in beside)
        ]
    for side in ("near", "wide"):
        mine = [fact.near & getattr(one, side) for one in same]
        for other in others:
            shared = fact.near & getattr(other, side)
            if mine and all(one < shared for one in mine):
                yield Finding("subject", fact.value.amount)
                return


def _nearest(
    wanted: frozenset[str], sentences: Sequence[Sentence], at_least: float = CLOSE_SUBJECT
) -> list[Sentence]:
    """The sentences that speak of the same thing, if any does."""
    if not wanted:
        return []
    shares = [(len(wanted & one.terms) / len(wanted), one) for one in sentences]
    closest = max((share for share, _ in shares), default=0.0)
    if closest < at_least:
        return []
    return [one for share, one in shares if share >= closest - AS_CLOSE]


def _names(
    claim: Sentence, near: Sequence[Sentence], source: Source, language: str
) -> Iterator[Finding]:
    """Names that the passages do not have, and names that they have of something else."""
    for name in sorted(claim.names):
        if not _is_known(name, source):
            yield Finding("name", name)
            return
    opening = first_word(claim.text).lower()
    rest = claim.terms - terms(" ".join((*claim.names, opening)), language)
    alike = _nearest(rest, source.sentences, SWAP_SUBJECT) if len(rest) >= FEW_WORDS else list(near)
    if not alike:
        return
    mine = claim.names & source.names
    if opening in source.names or _may_be_name(opening, source, language):
        mine |= {opening}
    heading = source.text.split("\n", 1)[0].lower()
    strange = [
        name
        for name in mine
        if name not in heading
        and not any(name in one.text.lower() or terms(name) & one.terms for one in alike)
    ]
    # One for one: longer names are put in many ways.
    missing = [one.names - claim.names - terms(claim.text) for one in alike]
    if len(strange) == 1 and all(len(names) == 1 for names in missing):
        yield Finding("name", strange[0])


def _may_be_name(opening: str, source: Source, language: str) -> bool:
    """Whether the first word of a sentence is more than a word: "Zendesk", not "Additionally"."""
    if not opening or opening.endswith("ly") or is_grammar(opening, language):
        return False
    return not terms(opening, language) & FRAME and not _is_known(opening, source)


def _is_known(name: str, source: Source) -> bool:
    lower = name.lower().removesuffix("'s").removesuffix("’s")
    pieces = re.findall(r"\w+", lower)
    if len(pieces) == 1:
        inside = len(lower) > 3 and lower in source.lower
        return inside or lower in source.words or bool(terms(lower) & source.terms)
    apart = lower.count("/") < 2 and all(one in source.words for one in pieces)
    return apart or lower in source.lower


def _negation(claim: Sentence, source: Source, language: str) -> Iterator[Finding]:
    """Whether a clause denies what its nearest clauses affirm, or the other way round."""
    for clause in claim.clauses:
        if clause.terms - FRAME and _is_contradicted(clause, source):
            yield Finding("negation", clause.text[:60])
            return


def _is_contradicted(clause: Clause, source: Source) -> bool:
    clauses = [one for sentence in source.sentences for one in sentence.clauses]
    shares = [(len(clause.terms & one.terms) / len(clause.terms), one) for one in clauses]
    closest = max((share for share, _ in shares), default=0.0)
    if closest < SAME_SUBJECT:
        return clause.denies and not polarity.denials(source.text)
    # A condition is put in many ways: "if it is older", "unless it is not older".
    loose = len(clause.terms) < FEW_WORDS or polarity.is_condition(clause.text)
    if loose and closest < 1.0:
        return False
    alike = [one for share, one in shares if share >= closest - AS_CLOSE]
    return not any(one.denies == clause.denies or one.soft != clause.soft for one in alike)


def _restriction(claim: Sentence, near: Sequence[Sentence], language: str) -> Iterator[Finding]:
    """Whether an "only" was added, or an "unless ..." left out."""
    if not near:
        return
    if polarity.restricts(claim.text):
        if not any(polarity.may_restrict(one.text) for one in near):
            yield Finding("restriction", claim.text[:60])
        return
    best = max(near, key=lambda one: len(one.terms & claim.terms) / (len(one.terms) or 1))
    main = terms(polarity.without_conditions(best.text), language)
    for condition in polarity.conditions(best.text):
        wanted = terms(condition, language)
        told = len(main & claim.terms) / len(main) if main else 0.0
        if wanted and not wanted & claim.terms and told >= CLOSE_SUBJECT:
            yield Finding("condition", condition[:60])


def _opposite(claim: Sentence, source: Source) -> Iterator[Finding]:
    """Whether a clause says "before" where its nearest clauses say "after", and the like."""
    clauses = [one for sentence in source.sentences for one in sentence.clauses]
    for clause in claim.clauses:
        if len(clause.terms) < FEW_WORDS:
            continue
        shares = [(len(clause.terms & one.terms) / len(clause.terms), one) for one in clauses]
        closest = max((share for share, _ in shares), default=0.0)
        if closest < CLOSE_SUBJECT:
            continue
        found = [
            polarity.opposite(clause.text, one.text)
            for share, one in shares
            if share >= closest - AS_CLOSE
        ]
        if all(found):
            yield Finding("opposite", found[0])


def _wording(claim: Sentence, source: Source) -> Iterator[Finding]:
    """Whether too much of what it says stands nowhere together in the passages."""
    said = frozenset[str]().union(*(clause.subject for clause in claim.clauses))
    numbers = terms(" ".join(NUMBER_WORDS["en"]))
    wanted = {term for term in said - FRAME - numbers if not term.isdigit()}
    if len(wanted) < FEW_WORDS:
        return
    every = source.terms | source.headings
    forms = {
        term: {one for one in every if one == term or same_family(term, one)} for term in wanted
    }
    fewest = wanted
    for start in range(len(source.sentences)):
        nearby = source.sentences[start : start + TOGETHER]
        known = source.headings.union(*(one.terms for one in nearby))
        fewest = min(fewest, {one for one in wanted if not forms[one] & known}, key=len)
    if 1 - len(fewest) / len(wanted) < SHARED_WORDS:
        yield Finding("wording", " ".join(sorted(fewest))[:60])
