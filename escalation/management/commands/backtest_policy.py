"""`manage.py backtest_policy`: what a draft would have made of conversations that took place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.base import OutputWrapper as Screen
from django.utils import timezone

from escalation.backtest.loader import Period
from escalation.backtest.running import Side, draft_of, live_of, run, version_of
from escalation.backtest.types import CHANGE_LABELS, BacktestError
from escalation.models import Policy
from escalation.types import PolicyError

BROKEN_INPUT = 2
USUAL_DAYS = 7
_BAR = 30


class Command(BaseCommand):
    """Broken input means one clear line and exit 2."""

    help = (
        "Replays stored turns under a policy's draft, or any version, and compares it with the "
        "live version. Exact up to the first turn at which the two differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which policies, which period."""
        parser.add_argument(
            "--policy",
            required=True,
            metavar="ID",
            help="number or short name; its draft is tried, or a version of it: standard@3",
        )
        parser.add_argument(
            "--against",
            metavar="ID",
            help="what it is compared with, the policy's live version unless given; named alike",
        )
        parser.add_argument(
            "--since",
            metavar="DATE",
            help=f"first day, as 2026-03-01, or a moment in ISO 8601 ({USUAL_DAYS} days ago)",
        )
        parser.add_argument("--until", metavar="DATE", help="last day, or a moment (now)")
        parser.add_argument("--json", action="store_true", help="one JSON object on the output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the result."""
        try:
            found = self._found(options)
        except (BacktestError, PolicyError) as error:
            text = " ".join(str(error).split())
            raise CommandError(text, returncode=BROKEN_INPUT) from error
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self._write(found)

    def _found(self, options: dict[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        policy, number = _named(options["policy"])
        draft = draft_of(policy) if number is None else version_of(policy, number)
        return run(
            live=_against(options["against"], policy),
            draft=draft,
            period=_period(options, now),
            tell=_Bar(self.stderr),
            now=now,
        )

    def _write(self, found: dict[str, Any]) -> None:
        for name in ("policy", "against"):
            version = found[name]["version"]
            shown = "draft" if version is None else f"version {version}"
            self.stdout.write(f"{name:<24} {found[name]['policy']}, {shown}")
        self.stdout.write(f"{'period':<24} {found['since'][:16]} to {found['until'][:16]}")
        self.stdout.write(f"{'turns':<24} {found['turns']:>8}")
        self.stdout.write(f"{'conversations':<24} {found['conversations']:>8}")
        for kind, label in CHANGE_LABELS.items():
            self.stdout.write(f"{label:<24} {found['changes'][kind.value]['total']:>8}")
        for kind, answers in found["answers"].items():
            self.stdout.write(f"{kind.replace('_', ' '):<24} {answers['total']:>8}")
        for row in found["by_trigger"]:
            counts = (
                f"{CHANGE_LABELS[kind]} {row['counts'][kind.value]}"
                for kind in CHANGE_LABELS
                if row["counts"].get(kind.value)
            )
            self.stdout.write(f"  by {row['label']}: {', '.join(counts)}")
        self._doubts(found)

    def _doubts(self, found: dict[str, Any]) -> None:
        if found["outdated"]["total"]:
            self.stdout.write(
                f"{found['outdated']['total']} stored verdicts were made under other rules than "
                "those compared with."
            )
        if found["unreadable"]["total"]:
            self.stdout.write(f"{found['unreadable']['total']} stored turns cannot be read.")
        self.stdout.write(
            "Exact up to the first turn that differs; how a conversation would have gone on from "
            f"there is not known. For {found['unknown']} of those no longer escalated it is not "
            "known either what the assistant would have answered."
        )


class _Bar:
    """Progress where somebody watches; nothing in files and pipes."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen if screen.isatty() else None

    def __call__(self, done: int, total: int) -> None:
        """The bar at this share."""
        if self._screen is None or not total:
            return
        full = _BAR * done // total
        self._screen.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {done} turns", ending="")
        if done + 1000 > total:
            self._screen.write("\r" + " " * (_BAR + 30) + "\r", ending="")
        self._screen.flush()


def _named(name: str) -> tuple[Policy, int | None]:
    """The policy, and the version that stands behind an @."""
    slug, at, version = name.partition("@")
    by = {"pk": int(slug)} if slug.isdecimal() else {"slug": slug}
    policy = Policy.objects.filter(**by).first()
    if policy is None:
        raise BacktestError(f"there is no policy {slug}")
    if at and not version.isdecimal():
        raise BacktestError(f"a version is a number, not “{version}”")
    return policy, int(version) if at else None


def _against(name: str | None, policy: Policy) -> Side:
    if name is None:
        return live_of(policy)
    other, number = _named(name)
    return version_of(other, number)


def _period(options: dict[str, Any], now: datetime) -> Period:
    since = _moment(options["since"], "--since") or now - timedelta(days=USUAL_DAYS)
    until = _moment(options["until"], "--until", end=True) or now
    return Period(since, until)


def _moment(text: str | None, name: str, *, end: bool = False) -> datetime | None:
    """A moment in UTC. A day means its beginning, or its end."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise BacktestError(f"{name} must be a date such as 2026-03-01") from None
        return moment if moment.tzinfo else timezone.make_aware(moment)
    if not 1970 <= day.year <= 9000:
        raise BacktestError(f"{name} lies outside of what calendars are good for")
    begin = timezone.make_aware(datetime.combine(day, time.min))
    return (begin + timedelta(days=1) if end else begin).astimezone(UTC)
