"""The summary of a replay: what was lost, how long visitors waited, why people were asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.dialogues.play import Played

NOT_ESCALATED = "not escalated"
UNKNOWN = "reason not known"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it. `reasons`: how often each led; `spoke`: in how many dialogues a rule with this
    reason spoke, leading or not. `decisions`: None where the database cannot be read.
    """

    played: Sequence[Played]
    reasons: Mapping[str, int]
    spoke: Mapping[str, int]
    took_s: float
    decisions: Mapping[str, Any] | None

    @property
    def is_clean(self) -> bool:
        """Whether everything was stored once and in order, and every decision replays."""
        known = self.decisions
        return not any(map(_is_faulty, self.played)) and (
            known is None or known["identical"] == known["decisions"]
        )

    def to_json(self) -> dict[str, Any]:
        """A JSON object; times in milliseconds."""
        return {
            "dialogues": len(self.played),
            "took_s": round(self.took_s, 1),
            **{name: self._sum(name) for name in _COUNTED},
            "dialogues_shown_otherwise": self._sum("shown_otherwise"),
            "with_faults": [one.id for one in self.played if _is_faulty(one)],
            "refused": dict(Counter(code for one in self.played for code in one.refused)),
            "ack_ms": _times([time for one in self.played for time in one.ack_s]),
            "first_answer_ms": _times([time for one in self.played for time in one.first_words_s]),
            "reasons": dict(self.reasons),
            "spoke": dict(self.spoke),
            "final_states": dict(Counter(str(one.state) for one in self.played).most_common()),
            "decisions": dict(self.decisions) if self.decisions is not None else None,
        }

    def _sum(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.played)


_COUNTED = (
    "sent",
    "acknowledged",
    "lost",
    "doubled",
    "out_of_order",
    "altered",
    "assistant_messages",
    "escalated",
    "spoke_over",
    "unanswered",
)


_FAULTS = ("lost", "doubled", "out_of_order", "altered", "spoke_over", "shown_otherwise")


def _is_faulty(one: Played) -> bool:
    return any(getattr(one, name) for name in _FAULTS)


def figures(
    played: Sequence[Played],
    took_s: float,
    seen: Mapping[str, Any] | None,
) -> Figures:
    """The figures. `seen`: what `config.dialogues.outcomes` tells; None when nobody can say."""
    escalations = seen["escalations"] if seen else {}
    reasons = Counter(_reason(one, escalations) for one in played)
    spoke = Counter(
        code
        for one in played
        if one.escalated and one.conversation in escalations
        for code in escalations[one.conversation]["spoke"]
    )
    return Figures(
        played=played,
        reasons=dict(reasons.most_common()),
        spoke=dict(spoke.most_common()),
        took_s=took_s,
        decisions=seen["decisions"] if seen else None,
    )


def reason_of(one: Played, seen: Mapping[str, Any] | None) -> str | None:
    """The reason code of the first escalation; None without one, or when nobody can say."""
    if seen is None or not one.escalated:
        return None
    found = seen["escalations"].get(one.conversation)
    return str(found["reason"]) if found else None


def _reason(one: Played, escalations: Mapping[str, Any]) -> str:
    if not one.escalated:
        return NOT_ESCALATED
    return reason_of(one, {"escalations": escalations}) or UNKNOWN


def readable(found: Figures) -> str:
    """The figures for people."""
    values = found.to_json()
    lines = [
        f"{values['dialogues']} dialogues, {values['sent']} messages of customers in "
        f"{values['took_s']:.0f} s",
        f"acknowledged {values['acknowledged']}, lost {values['lost']}, "
        f"doubled {values['doubled']}, out of order {values['out_of_order']}, "
        f"altered {values['altered']}",
        f"assistant: {values['assistant_messages']} messages, "
        f"{values['spoke_over']} while people had the conversation, "
        f"{values['unanswered']} times none in time",
        f"shown otherwise than stored: {values['dialogues_shown_otherwise']} dialogues",
        *(f"  see dialogue {id_}" for id_ in values["with_faults"][:_SHOWN]),
        *(f"refused {count}: {code}" for code, count in values["refused"].items()),
        "",
        _time_line("acknowledged after", values["ack_ms"]),
        _time_line("first words after", values["first_answer_ms"]),
        "",
        f"{values['escalated']} dialogues escalated; the reason that led:",
        *_table(values["reasons"], values["dialogues"]),
        *_spoke(values["spoke"], values["dialogues"]),
        "",
        "final states:",
        *_table(values["final_states"], values["dialogues"]),
    ]
    decisions = values["decisions"]
    if decisions is None:
        lines += ["", "The server's database is out of reach: no reasons, no decisions replayed."]
    else:
        same, total = decisions["identical"], decisions["decisions"]
        lines += ["", f"decisions: {total}, replayed identically: {same}"]
        lines += [f"  decision {one['id']} differs" for one in decisions["differences"]]
    return "\n".join(lines)


def _spoke(counts: Mapping[str, int], total: int) -> list[str]:
    return ["", "rules that spoke, leading or not:", *_table(counts, total)] if counts else []


def _time_line(what: str, times: Mapping[str, float | int | None]) -> str:
    if not times["count"]:
        return f"{what}: none"
    return f"{what}: p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms ({times['count']} times)"


def _table(counts: Mapping[str, int], total: int) -> list[str]:
    widest = max((len(name) for name in counts), default=0)
    return [
        f"  {name:<{widest}}  {count:>6}  {count / total:6.1%}" for name, count in counts.items()
    ]


def _times(seconds: Sequence[float]) -> dict[str, float | int | None]:
    """p50 and p95 in milliseconds by nearest rank, and of how many."""
    ordered = sorted(seconds)
    return {"p50": _rank(ordered, 0.50), "p95": _rank(ordered, 0.95), "count": len(ordered)}


def _rank(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[math.ceil(share * len(ordered)) - 1] * 1000, 1)
