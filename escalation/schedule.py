"""When a rule is awake: always, in or outside business hours, or at certain times; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from escalation.types import PolicyError, Snapshot

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class When(StrEnum):
    """The kinds of schedule."""

    ALWAYS = "always"
    OPEN = "open"
    CLOSED = "closed"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Schedule:
    """`days`: 0 is Monday. A window that ends before it begins goes on past midnight.

    A window belongs to the day on which it begins; `zone` is an IANA name.
    """

    when: When = When.ALWAYS
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    begin: time = time(0, 0)
    end: time = time(0, 0)
    zone: str = "UTC"

    def is_on(self, snapshot: Snapshot) -> bool:
        """Whether the rule is asked now. Unknown hours count as open: nobody set any."""
        if self.when is When.OPEN:
            return snapshot.hours_open is not False
        if self.when is When.CLOSED:
            return snapshot.hours_open is False
        return self.when is When.ALWAYS or self._covers(snapshot.now)

    def _covers(self, now: datetime) -> bool:
        local = now.astimezone(ZoneInfo(self.zone))
        clock, today = local.time(), local.weekday()
        yesterday = (local - timedelta(days=1)).weekday()
        if self.begin < self.end:
            return today in self.days and self.begin <= clock < self.end
        began_today = today in self.days and clock >= self.begin
        return began_today or (yesterday in self.days and clock < self.end)

    def sentence(self) -> str:
        """As in: outside business hours; empty for always."""
        if self.when is When.ALWAYS:
            return ""
        if self.when is not When.WINDOW:
            return "in business hours" if self.when is When.OPEN else "outside business hours"
        days = "every day" if len(self.days) == 7 else ", ".join(_DAYS[day] for day in self.days)
        return f"{days} from {self.begin:%H:%M} to {self.end:%H:%M} ({self.zone})"

    def to_json(self) -> dict[str, Any]:
        """As stored; empty for always."""
        if self.when is When.ALWAYS:
            return {}
        if self.when is not When.WINDOW:
            return {"when": self.when.value}
        return {
            "when": self.when.value,
            "days": list(self.days),
            "from": f"{self.begin:%H:%M}",
            "to": f"{self.end:%H:%M}",
            "zone": self.zone,
        }

    @classmethod
    def from_json(cls, data: Any) -> Schedule:
        """The schedule again. Raises PolicyError for one that cannot be used."""
        if not isinstance(data, Mapping):
            raise PolicyError("a schedule must be an object")
        if data.get("when", When.ALWAYS) not in set(When):
            raise PolicyError("a schedule is always, open, closed or window")
        when = When(data.get("when", When.ALWAYS))
        if when is not When.WINDOW:
            return cls(when)
        return cls(
            when,
            _days(data.get("days")),
            _clock(data.get("from")),
            _clock(data.get("to")),
            _zone(data.get("zone", "UTC")),
        )


ALWAYS = Schedule()


def _days(value: Any) -> tuple[int, ...]:
    is_list = isinstance(value, list | tuple) and len(value) > 0
    if not is_list or not all(type(day) is int and 0 <= day <= 6 for day in value):
        raise PolicyError("choose at least one day for the schedule")
    return tuple(sorted(set(value)))


def _clock(value: Any) -> time:
    try:
        return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None)
    except (TypeError, ValueError):
        raise PolicyError("the times of a schedule are written as 09:00") from None


def _zone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        raise PolicyError(f"unknown time zone {value}") from None
    return str(value)
