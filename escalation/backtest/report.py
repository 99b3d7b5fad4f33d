"""A finished backtest as JSON: counts, and the conversations behind each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from chat.models import Conversation
from escalation.backtest.course import Course
from escalation.backtest.engine import DRAFT, LIVE, SHOWN, Backtest, Newest
from escalation.backtest.types import DIVERGENT, Change, Divergence, Said
from escalation.rules import PolicyRule
from escalation.triggers import TRIGGERS

_COUNTED = (*DIVERGENT, Change.OTHER_REASON)


def report(
    found: Backtest, live: Sequence[PolicyRule], draft: Sequence[PolicyRule]
) -> dict[str, Any]:
    """A JSON object. Of each number the newest conversations are named, SHOWN at most."""
    names = _Names()
    courses = list(found.courses.values())
    divergences = sorted(
        (course.divergence for course in courses if course.divergence is not None),
        key=lambda one: (one.at, one.decision),
        reverse=True,
    )
    result = {
        "turns": found.counts["moments"] - found.counts["ratings"],
        "ratings": found.counts["ratings"],
        "conversations": len(courses),
        "changes": _changes(courses, divergences, names),
        "unknown": sum(not one.known for one in divergences),
        "by_trigger": _by_trigger(divergences, names),
        "by_rule": _by_rule(divergences, {rule.key: rule for rule in (*live, *draft)}, names),
        "escalated": {
            "live": sum(course.first[LIVE] is not None for course in courses),
            "draft": sum(course.first[DRAFT] is not None for course in courses),
        },
        "hours": _hours(courses),
        "answers": {kind.value: _number(one, names) for kind, one in found.answers.items()},
        "outdated": _number(found.outdated, names),
        "unreadable": _number(found.unreadable, names),
        "curve": found.curve.to_json(),
    }
    return names.resolved(result)


class _Names:
    """Conversations that are named; their public ids are read at the end, all at once."""

    def __init__(self) -> None:
        self._wanted: set[int] = set()

    def row(self, conversation: int, decision: int, **more: Any) -> dict[str, Any]:
        """What leads to a conversation and to the decision in it."""
        self._wanted.add(conversation)
        return {"id": None, "number": conversation, "decision": decision, **more}

    def resolved(self, result: dict[str, Any]) -> dict[str, Any]:
        """The result with public ids."""
        rows = Conversation.objects.filter(pk__in=self._wanted).values_list("pk", "public_id")
        ids = {pk: str(public_id) for pk, public_id in rows}
        _put(result, ids)
        return result


def _put(part: Any, ids: Mapping[int, str]) -> None:
    if isinstance(part, dict):
        if "decision" in part and "number" in part:
            part["id"] = ids.get(part["number"])
        for inner in part.values():
            _put(inner, ids)
    elif isinstance(part, list) and part and isinstance(part[0], dict):
        for inner in part:
            _put(inner, ids)


def _number(counted: Newest, names: _Names) -> dict[str, Any]:
    rows = [names.row(*one) for one in reversed(counted.newest)]
    return {"total": counted.total, "conversations": rows}


def _changes(
    courses: Sequence[Course], divergences: Sequence[Divergence], names: _Names
) -> dict[str, Any]:
    found = {
        kind.value: _divergent([one for one in divergences if one.change is kind], names)
        for kind in _COUNTED
    }
    unchanged = len(courses) - len(divergences)
    return {**found, Change.UNCHANGED.value: {"total": unchanged, "conversations": []}}


def _divergent(divergences: Sequence[Divergence], names: _Names) -> dict[str, Any]:
    rows = [_row(one, names) for one in islice(divergences, SHOWN)]
    return {"total": len(divergences), "conversations": rows}


def _row(one: Divergence, names: _Names) -> dict[str, Any]:
    return names.row(
        one.conversation,
        one.decision,
        change=one.change.value,
        at=one.at.isoformat(),
        live=_said(one.live),
        draft=_said(one.draft),
        known=one.known,
    )


def _said(said: Said | None) -> dict[str, str] | None:
    if said is None:
        return None
    return {"rule": said.rule, "kind": said.kind, "reason": said.reason, "label": _label(said.kind)}


def _label(kind: str) -> str:
    return gettext(TRIGGERS[kind].label) if kind in TRIGGERS else kind


def _behind(one: Divergence) -> Said | None:
    """What made the difference: the rule that newly speaks, else the one that no longer does."""
    gone = one.change in (Change.NO_LONGER, Change.LATER)
    return one.live if gone else one.draft


def _by_trigger(divergences: Iterable[Divergence], names: _Names) -> list[dict[str, Any]]:
    groups: dict[str, list[Divergence]] = defaultdict(list)
    for one in divergences:
        said = _behind(one)
        if said is not None:
            groups[said.kind].append(one)
    return [
        {"kind": kind, "label": _label(kind), **_counts(group, names)}
        for kind, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _by_rule(
    divergences: Iterable[Divergence], rules: Mapping[str, PolicyRule], names: _Names
) -> list[dict[str, Any]]:
    groups: dict[str, list[Divergence]] = defaultdict(list)
    for one in divergences:
        said = _behind(one)
        if said is not None and said.rule:
            groups[said.rule].append(one)
    return [
        {
            "rule": key,
            "sentence": rules[key].condition.sentence() if key in rules else "",
            **_counts(group, names),
        }
        for key, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _counts(group: Sequence[Divergence], names: _Names) -> dict[str, Any]:
    counts = {kind.value: sum(one.change is kind for one in group) for kind in _COUNTED}
    return {"counts": counts, **_divergent(group, names)}


def _hours(courses: Iterable[Course]) -> list[list[int]]:
    """[hour since 1970 UTC, conversations that came to a person in it live, under the draft]."""
    counts: dict[int, list[int]] = {}
    for course in courses:
        for side in (LIVE, DRAFT):
            hour = course.first[side]
            if hour is not None:
                counts.setdefault(hour, [0, 0])[side] += 1
    return [[hour, *both] for hour, both in sorted(counts.items())]
