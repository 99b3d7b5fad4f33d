"""A decision as people read it: what was decided, by which rule, and what was known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalation.api.reading import known, sentence
from escalation.models import Decision, IntentCategory
from escalation.rules import PolicyRule, parse_rules
from escalation.setup import ALONE_SLUG
from escalation.triggers.intent_category import MEASURED, PREFIX
from escalation.types import Action, PolicyError, ReasonCode, Snapshot, Span, Stage

_VERDICTS = {
    Action.REPLY: gettext_lazy("The assistant answered"),
    Action.ASK_BACK: gettext_lazy("The assistant asked back"),
    Action.ESCALATE: gettext_lazy("A person was brought in"),
}
_STAGES = {
    Stage.BEFORE_ANSWER: gettext_lazy("before an answer was looked for"),
    Stage.AFTER_RETRIEVAL: gettext_lazy("after searching the knowledge base"),
    Stage.AFTER_ANSWER: gettext_lazy("when the answer was ready"),
    Stage.FAILED: gettext_lazy("when answering failed"),
    Stage.FEEDBACK: gettext_lazy("when the visitor judged an answer"),
}
_READINGS = {
    "human_request": gettext_lazy("Asks for a person"),
    "frustration": gettext_lazy("Frustration in this message"),
    "annoyance": gettext_lazy("Annoyance over the conversation"),
    "abuse": gettext_lazy("Abuse"),
    "unresolved": gettext_lazy("Answers that did not help"),
    "model_sentiment": gettext_lazy("Mood, as the language model sees it"),
}
_PARTS = {
    "top_score": gettext_lazy("best passage"),
    "cosine": gettext_lazy("likeness in meaning"),
    "lexical": gettext_lazy("likeness in words"),
    "coverage": gettext_lazy("words of the question found"),
    "sentence_coverage": gettext_lazy("words found in one sentence"),
    "margin": gettext_lazy("lead over the next passage"),
    "model_answerable": gettext_lazy("model: can be answered"),
    "model_confidence": gettext_lazy("model's own confidence"),
    "model": gettext_lazy("model's own confidence"),
    "search": gettext_lazy("search alone"),
    "bias": gettext_lazy("doubt to begin with"),
    "+strength": gettext_lazy("passage fits the question"),
    "+centroid": gettext_lazy("whole passage is on the subject"),
    "+crowd": gettext_lazy("many passages share these words"),
    "+pairs": gettext_lazy("words stand together as asked"),
    "+coverage": gettext_lazy("question covered by the passage"),
    "+sentence_coverage": gettext_lazy("question covered by one sentence"),
    "+opinion": gettext_lazy("asks for an opinion"),
    "+denial_differs": gettext_lazy("one denies, the other does not"),
    "+numbers_missing": gettext_lazy("numbers that the passage lacks"),
}
_WEIGHTY = 5.0
"""Log-odds that fill a bar: they move a probability from 50 % to more than 99 %."""

_COUNTS = frozenset({"unresolved"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the visitor's words, marked where a rule rests on them."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Spoke:
    """A rule that spoke. `said`: why; `rule`: it as a sentence, empty when none stood behind it."""

    reason: str
    said: str
    rule: str
    url: str
    priority: int
    queue: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A rule that did not speak, and why not."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its name. `share`: 0..1 for drawing. `grounds`: gauge, version, words."""

    label: str
    words: str
    share: float
    grounds: str = ""


def verdict(decision: Decision) -> str:
    """What was decided, in a few words."""
    action = Action(decision.action)
    if action is Action.ESCALATE and decision.policy_version.policy.slug == ALONE_SLUG:
        return _("The assistant gave no answer; it brings in nobody here")
    return str(_VERDICTS[action])


def stage(decision: Decision) -> str:
    """The moment of the turn, in words."""
    return str(_STAGES[Stage(decision.stage)])


def pieces(seen: Snapshot, fired: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """The visitor's words, those marked that any rule rests on."""
    marks = [False] * len(seen.text)
    for one in fired:
        for span in one["evidence"]:
            for place in range(max(0, span["start"]), min(span["end"], len(marks))):
                marks[place] = True
    return list(_runs(seen.text, marks))


def _runs(text: str, marks: Sequence[bool]) -> Iterator[Piece]:
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marks[place] is not marks[begin]:
            yield Piece(text[begin:place], marks[begin])
            begin = place


def rules_of(decision: Decision) -> tuple[PolicyRule, ...]:
    """The rules that it was made under; none when they cannot be read any more."""
    try:
        return parse_rules(decision.policy_version.rules)
    except PolicyError:
        return ()


def spoke(decision: Decision, rules: Sequence[PolicyRule]) -> list[Spoke]:
    """Every rule that spoke, the one that decided first."""
    names = known().queues
    version = reverse("admin:escalation_policyversion_change", args=(decision.policy_version_id,))
    found = []
    for fired in decision.fired:
        rule = next((one for one in rules if one.index == fired["rule"]), None)
        found.append(
            Spoke(
                reason=_(ReasonCode(fired["reason"]).label),
                said=fired["sentence"],
                rule=f"{sentence(rule, names)}." if rule is not None else "",
                url=f"{version}#rule-{rule.index + 1}" if rule is not None else "",
                priority=fired["priority"],
                queue=names.get(fired["queue"], fired["queue"]),
            )
        )
    return found


def silent(
    seen: Snapshot, rules: Sequence[PolicyRule], fired: Sequence[Mapping[str, Any]]
) -> list[Silent]:
    """The other rules of the policy, with what kept each of them quiet."""
    names, loud = known().queues, {one["rule"] for one in fired}
    return [
        Silent(f"{sentence(rule, names)}.", _why_silent(rule, seen))
        for rule in rules
        if rule.index not in loud
    ]


def _why_silent(rule: PolicyRule, seen: Snapshot) -> str:
    if not rule.enabled:
        return _("switched off")
    if not rule.is_awake(seen):
        return _("not awake at that moment")
    if rule.condition.judge(seen).holds is None:
        return _("not known yet")
    return _("did not hold")


def readings(seen: Snapshot) -> list[Bar]:
    """All that was measured, the clearest first."""
    names = dict(IntentCategory.objects.values_list("slug", "name"))
    shown = [one for one in seen.readings if one.name != MEASURED]
    bars = []
    for one in sorted(shown, key=lambda one: -one.value):
        slug = one.name.removeprefix(PREFIX)
        label = (
            _("About %(subject)s") % {"subject": names.get(slug, slug)}
            if one.name.startswith(PREFIX)
            else str(_READINGS.get(one.name, one.name))
        )
        is_count = one.name in _COUNTS
        words = f"{one.value:.0f}" if is_count else f"{one.value * 100:.0f} %"
        grounds = f"{one.gauge}, {_version(one.version)}{_quoted(one.evidence)}"
        bars.append(Bar(label, words, min(1.0, max(0.0, one.value)), grounds))
    return bars


def _version(number: int) -> str:
    """Fitted gauges have long numbers as versions: shown short, as people compare them."""
    return _("version %(number)s") % {"number": number if number < 10_000 else f"{number:x}"[:8]}


def _quoted(spans: Sequence[Span]) -> str:
    return "".join(f", “{span.text}”" for span in spans)


def confidence(seen: Snapshot) -> list[Bar]:
    """The confidence and what it was made of; empty when no answer was considered."""
    value = seen.confidence
    if value is None:
        return []
    label = _("of the answer") if seen.assessment is not None else _("of the search")
    parts = [_part(name, part) for name, part in seen.confidence_parts.items()]
    return [Bar(_("Confidence %(where)s") % {"where": label}, f"{value:.0%}", value), *parts]


def _part(name: str, value: float) -> Bar:
    """A measure as it is; what pushes the confidence, in log-odds, with its sign."""
    label = str(_PARTS.get(name, name))
    if name == "bias" or name.startswith("+"):
        return Bar(label, f"{value:+.1f}", min(1.0, abs(value) / _WEIGHTY))
    return Bar(label, f"{value:.2f}", min(1.0, max(0.0, value)))


def facts(seen: Snapshot) -> list[tuple[str, str]]:
    """What was known beside the words, as (name, value); what says nothing is left out."""
    looked_up = seen.retrieval
    found = (
        (_("language"), seen.language),
        (_("answers before"), str(seen.exchanges)),
        (_("of them without success"), str(seen.unresolved) if seen.unresolved else ""),
        (_("answers called wrong"), str(seen.rated_down) if seen.rated_down else ""),
        (_("business hours"), _yes_no(seen.hours_open, _("open"), _("closed"))),
        (_("an agent is there"), _yes_no(seen.human_available, _("yes"), _("no"))),
        (_("started on"), seen.start_url),
        (_("pages since"), ", ".join(seen.pages)),
        (_("visitor"), ", ".join(f"{key}: {value}" for key, value in seen.attributes.items())),
        (_("passages found"), str(looked_up.passages) if looked_up is not None else ""),
        (_("search"), looked_up.degraded if looked_up is not None else ""),
        (_("answer"), seen.answer),
        (_("draft withheld"), _("yes, it was not backed") if seen.answer_withheld else ""),
        (_("missing knowledge"), seen.assessment.missing if seen.assessment is not None else ""),
        (_("failure"), seen.failure),
        (_("earlier handoffs"), "; ".join(_earlier(one.reason, one.at) for one in seen.earlier)),
    )
    return [(name, value) for name, value in found if value]


def _earlier(reason: ReasonCode, at: datetime) -> str:
    return f"{_(reason.label)} ({at:%Y-%m-%d %H:%M} UTC)"


def _yes_no(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no
