"""A sentence tried out: what every gauge reads in it, on what grounds, and which rules would speak.

Writes nothing, and no conversation is needed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agents import selectors as agents
from escalation import selectors
from escalation.decide import decide
from escalation.gauges.instruments import FAULTS, Explained
from escalation.intents.categories import Categories, categories
from escalation.measuring import instruments, measure
from escalation.models import IntentCategory
from escalation.rules import PolicyRule, parse_rules
from escalation.services.deciding import clean
from escalation.triggers.intent_category import MEASURED, PREFIX
from escalation.types import Reading, Snapshot, Span, Stage, Verdict, gettext_noop
from knowledge.language import DEFAULT, detect, primary_code
from knowledge.vectors import EmbedderMissingError

logger = logging.getLogger(__name__)

LONGEST = 4000
"""Characters that are read of what is tried."""

FIRES, QUIET, LATER, ASLEEP, OFF = "fires", "quiet", "later", "asleep", "off"
"""It brings in a person; it does not; only the answer tells; not awake now; switched off."""

_DIGITS = 4
_LABELS = {
    "human_request": gettext_noop("Asks for a person"),
    "frustration": gettext_noop("Frustration"),
    "annoyance": gettext_noop("Annoyance so far"),
    "abuse": gettext_noop("Abuse"),
    "unresolved": gettext_noop("Answers that did not help"),
}


@dataclass(frozen=True, slots=True)
class NearPhrase:
    """A phrase that is like the sentence. `similarity`: at most 1. `counts`: speaks for it.

    `is_own`: a manager wrote it.
    """

    text: str
    similarity: float
    counts: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class TriedReading:
    """One reading. `rests_on`: phrase, pattern, denied, head, examples or count.

    `evidence`: the words of the sentence; `nearest`: phrases, best first.
    """

    name: str
    label: str
    value: float
    gauge: str
    version: int
    rests_on: str
    evidence: tuple[Span, ...] = ()
    nearest: tuple[NearPhrase, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedRule:
    """One rule of the policy, in its order. `state`: fires, quiet, later, asleep or off.

    `because`: why it fires, as agents would read it; empty when it does not.
    """

    key: str
    index: int
    sentence: str
    state: str
    because: str = ""
    reason: str = ""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedSentence:
    """`action`: what would happen before any answer is looked for; `rule`: key of the first rule.

    `reason`: its code, empty when nobody is brought in.
    """

    text: str
    language: str
    readings: tuple[TriedReading, ...]
    rules: tuple[TriedRule, ...]
    action: str
    reason: str = ""
    rule: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self)


def try_sentence(
    text: str,
    policy_slug: str = "",
    draft: Sequence[Mapping[str, Any]] | None = None,
    language: str = "",
) -> TriedSentence:
    """What the first message of a conversation would do, were it this sentence.

    `draft`: rules as they are stored, tried instead of those that are live under `policy_slug`.
    `language`: of the visitor; empty: found out from the words. Raises PolicyError for a draft
    that cannot be read.
    """
    rules = selectors.published_policy(policy_slug).rules if draft is None else parse_rules(draft)
    words = clean(text)[:LONGEST]
    code = primary_code(language or detect(words, (), (DEFAULT,)))
    seen = _snapshot(words, code)
    verdict = decide(seen, rules)
    primary = verdict.primary
    return TriedSentence(
        text=words,
        language=code,
        readings=_readings(seen),
        rules=tuple(_rule(rule, seen, verdict) for rule in rules),
        action=verdict.action.value,
        reason=primary.reason.value if primary is not None else "",
        rule=primary.key if primary is not None else "",
    )


def _snapshot(text: str, language: str) -> Snapshot:
    now = timezone.now()
    queue_id = agents.default_queue().pk
    return Snapshot(
        now=now,
        stage=Stage.BEFORE_ANSWER,
        text=text,
        language=language,
        readings=measure(text, language=language).readings,
        human_available=agents.has_online(queue_id, now),
        hours_open=agents.is_open(queue_id, now),
    )


def _readings(seen: Snapshot) -> tuple[TriedReading, ...]:
    """Categories first where there are any; the count of categories itself says nothing here."""
    explained = _explained(seen)
    taught = categories(seen.language)
    names = dict(IntentCategory.objects.values_list("slug", "name"))
    found = []
    for reading in seen.readings:
        if reading.name.startswith(PREFIX):
            found.append(_of_category(reading, taught, names))
        elif reading.name != MEASURED:
            found.append(_of_gauge(reading, explained.get(reading.name)))
    return tuple(sorted(found, key=lambda one: (not one.name.startswith(PREFIX), -one.value)))


def _explained(seen: Snapshot) -> Mapping[str, Explained]:
    """What gauges rest on; a broken one was logged when it measured, and its reading is missing."""
    if not seen.text.strip():
        return {}
    try:
        return instruments().explain(seen.text, seen.language)
    except (EmbedderMissingError, *FAULTS):
        logger.exception("gauges not explained")
        return {}


def _of_category(reading: Reading, taught: Categories, names: Mapping[str, str]) -> TriedReading:
    slug = reading.name.removeprefix(PREFIX)
    nearest = tuple(
        NearPhrase(one.text, round(one.similarity, _DIGITS), counts=True, is_own=True)
        for one in taught.nearest(reading)
    )
    return _tried(reading, names.get(slug, slug), "examples", nearest)


def _of_gauge(reading: Reading, explained: Explained | None) -> TriedReading:
    label = _(_LABELS[reading.name]) if reading.name in _LABELS else reading.name
    if explained is None:
        return _tried(reading, label, "count", ())
    nearest = tuple(
        NearPhrase(one.phrase.text, one.similarity, one.phrase.counts, one.is_own)
        for one in explained.nearest
    )
    return _tried(reading, label, explained.rests_on, nearest)


def _tried(
    reading: Reading, label: str, rests_on: str, nearest: tuple[NearPhrase, ...]
) -> TriedReading:
    return TriedReading(
        name=reading.name,
        label=label,
        value=round(reading.value, _DIGITS),
        gauge=reading.gauge,
        version=reading.version,
        rests_on=rests_on,
        evidence=reading.evidence,
        nearest=nearest,
    )


def _rule(rule: PolicyRule, seen: Snapshot, verdict: Verdict) -> TriedRule:
    sentence = f"{rule.sentence()}."
    fired = next((one for one in verdict.fired if one.rule == rule.index), None)
    if fired is None:
        return TriedRule(rule.key, rule.index, sentence, _why_not(rule, seen))
    return TriedRule(
        key=rule.key,
        index=rule.index,
        sentence=sentence,
        state=FIRES,
        because=fired.sentence,
        reason=fired.reason.value,
        evidence=fired.evidence,
    )


def _why_not(rule: PolicyRule, seen: Snapshot) -> str:
    if not rule.enabled:
        return OFF
    if not rule.is_awake(seen):
        return ASLEEP
    return LATER if rule.condition.judge(seen).holds is None else QUIET
