"""A backtest from the policy's id to its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from escalation.backtest import loader
from escalation.backtest.engine import Backtest
from escalation.backtest.loader import Period
from escalation.backtest.report import report
from escalation.backtest.staffing import staffing
from escalation.backtest.types import BacktestError
from escalation.models import Policy, PolicyVersion
from escalation.rules import PolicyRule, parse_rules
from escalation.types import PolicyError

_TOLD_EVERY = 500
"""Moments between two words about progress."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sets of rules. `version`: None for a draft."""

    policy_id: int
    slug: str
    version: int | None
    rules: tuple[PolicyRule, ...]

    def to_json(self) -> dict[str, Any]:
        """What it is, without its rules."""
        return {"policy": self.slug, "version": self.version, "rules": len(self.rules)}


def draft_of(policy: Policy, rules: Sequence[Mapping[str, Any]] | None = None) -> Side:
    """The policy's draft, or these rules in its place. Raises PolicyError for unreadable ones."""
    parsed = parse_rules(policy.draft if rules is None else rules)
    return Side(policy.pk, policy.slug, None, parsed)


def version_of(policy: Policy, number: int | None = None) -> Side:
    """A published version, the live one without a number.

    Raises BacktestError when there is none, and for one whose rules can no longer be read.
    """
    versions = PolicyVersion.objects.filter(policy=policy).order_by("-number")
    found = versions.first() if number is None else versions.filter(number=number).first()
    if found is None:
        which = "no published version" if number is None else f"no version {number}"
        raise BacktestError(f"the policy {policy.slug} has {which}")
    try:
        rules = parse_rules(found.rules)
    except PolicyError as error:
        raise BacktestError(f"version {found.number} cannot be read: {error}") from error
    return Side(policy.pk, policy.slug, found.number, rules)


def live_of(policy: Policy) -> Side:
    """What is live: the policy's newest version, else the default policy's.

    Raises BacktestError when nothing was ever published.
    """
    if policy.versions.exists():
        return version_of(policy)
    default = Policy.objects.filter(is_default=True).first()
    if default is None:
        raise BacktestError(f"the policy {policy.slug} has no published version")
    return version_of(default)


def run(
    *,
    live: Side,
    draft: Side,
    period: Period,
    tell: Callable[[int, int], None] = lambda done, total: None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """The report of `draft` against `live` over the period, as JSON.

    `tell`: called now and then with the moments judged so far and their number; what it raises
    ends the backtest. Raises BacktestError when the period holds too much.
    """
    policies = frozenset({live.policy_id, draft.policy_id})
    total = loader.number_of_moments(period, policies)
    found = Backtest(live.rules, draft.rules)
    tell(0, total)
    for done, moment in enumerate(loader.moments(period, policies), start=1):
        found.add(moment)
        if done % _TOLD_EVERY == 0:
            tell(done, total)
    return {
        "policy": draft.to_json(),
        "against": live.to_json(),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        **report(found, live.rules, draft.rules),
        "staffing": staffing(now or timezone.now()).to_json(),
    }
