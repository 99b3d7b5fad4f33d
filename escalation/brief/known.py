"""Facts about the visitor and their case, how sure they are, and where they come from; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chat.models import Message
from escalation.brief.facts import facts_in
from escalation.brief.packet import Fact
from escalation.brief.reading import Form, Material

_FACTS = 24
_ATTRIBUTES = 12
_VALUE_CHARS = 200
_FORM_KINDS = {"name": "name", "email": "email", "phone": "phone"}
_FREE_TEXT = frozenset({"message", "comment", "rating"})
"""Form fields that are words or stars, not facts."""

_MANY = frozenset({"product", "amount", "date", "url"})
_OF_MANY = 4
"""Of these kinds a long talk has dozens; the newest few tell enough."""


def facts_of(material: Material) -> list[Fact]:
    """What is known: given facts before said ones; said again, a fact keeps all its messages."""
    known: dict[tuple[str, str], Fact] = {}
    for fact in (*_given(material), *_said(material.asked)):
        key = (fact.kind, "".join(fact.value.casefold().split()))
        earlier = known.get(key)
        if earlier is None:
            known[key] = fact
        else:
            seqs = sorted({*earlier.seqs, *fact.seqs})
            known[key] = earlier.model_copy(update={"seqs": seqs})
    return _named(_newest_of_many(list(known.values())))[:_FACTS]


def _given(material: Material) -> Iterator[Fact]:
    visitor = material.visitor
    for form in material.forms:
        yield from _of_form(form)
    for kind in ("name", "email"):
        if visitor[kind]:
            yield _fact(kind, visitor[kind], source="visitor_record")
    attributes: Mapping[str, Any] = visitor["attributes"]
    for label, value in list(attributes.items())[:_ATTRIBUTES]:
        if value not in (None, "") and not isinstance(value, dict | list):
            yield _fact("attribute", str(value), label=str(label)[:80], source="website")


def _of_form(form: Form) -> Iterator[Fact]:
    for name, value in form.values.items():
        if not value.strip() or name in _FREE_TEXT:
            continue
        kind = _FORM_KINDS.get(name, "form")
        label = "" if kind != "form" else name[:80]
        yield _resting_on(_fact(kind, value, label=label, source="forms"), [form.seq])


def _resting_on(fact: Fact, seqs: list[int]) -> Fact:
    """The fact, resting on these entries."""
    return fact.model_copy(update={"seqs": seqs})


def _fact(kind: str, value: str, *, label: str = "", source: Any) -> Fact:
    value = " ".join(value.split())[:_VALUE_CHARS]
    return Fact(name="", kind=kind, label=label, value=value, sure="given", source=source)


def _said(asked: Sequence[Message]) -> Iterator[Fact]:
    for message in asked:
        for found in facts_in(message.text):
            value = " ".join(found.value.split())
            yield Fact(
                name="",
                kind=found.kind,
                value=value,
                sure="said",
                source="messages",
                seqs=[message.seq],
            )


def _newest_of_many(facts: list[Fact]) -> list[Fact]:
    dropped: set[int] = set()
    for kind in _MANY:
        places = [place for place, fact in enumerate(facts) if fact.kind == kind]
        dropped.update(places[:-_OF_MANY])
    return [fact for place, fact in enumerate(facts) if place not in dropped]


def _named(facts: list[Fact]) -> list[Fact]:
    """The facts with a name each: its kind, numbered from the second on."""
    counts: Counter[str] = Counter()
    named = []
    for fact in facts:
        counts[fact.kind] += 1
        number = counts[fact.kind]
        name = fact.kind if number == 1 else f"{fact.kind}-{number}"
        named.append(fact.model_copy(update={"name": name}))
    return named
