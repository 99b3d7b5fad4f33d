"""Plays our own scripted dialogues through the judge and keeps what the rules saw and said.

    python -m tests.replays.make tests/replays/v2.jsonl             # the dialogues, anew
    python -m tests.replays.make --judge tests/replays/v2.jsonl     # stored snapshots, judged anew

Each file begins with policies, as published versions store them; then comes one row for each moment
of each turn, as decisions store it, with the verdict of every policy. Files of older layouts are
only ever judged anew: a difference in their verdicts is a change of behaviour, and shows as one.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def main(arguments: list[str]) -> None:
    """Writes the file that is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    path = Path(arguments[-1])
    rows = _judged_anew(path) if "--judge" in arguments else _played()
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _played() -> Iterator[dict[str, Any]]:
    policies = _policies()
    for name, rules in policies.items():
        yield {"policy": name, "rules": rules}
    for dialogue in json.loads((HERE / "dialogues.json").read_text(encoding="utf-8")):
        for id_, snapshot in _moments(dialogue):
            yield {"id": id_, "snapshot": snapshot, "verdicts": _verdicts(snapshot, policies)}


def _judged_anew(path: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    policies = {row["policy"]: row["rules"] for row in rows if "policy" in row}
    for row in rows:
        if "snapshot" in row:
            row["verdicts"] = _verdicts(row["snapshot"], policies)
    return rows


def _policies() -> dict[str, Any]:
    """The policy that everybody begins with, and some that differ from it."""
    from escalation.defaults import DEFAULT_RULES

    own = json.loads((HERE / "policies.json").read_text(encoding="utf-8"))
    return {"standard": DEFAULT_RULES, **own}


def _verdicts(snapshot: Mapping[str, Any], policies: Mapping[str, Any]) -> dict[str, Any]:
    """What each policy says, in the form in which decisions are stored."""
    from escalation.replay import replay
    from escalation.rules import parse_rules

    verdicts = {}
    for name, rules in policies.items():
        verdict = replay(snapshot, parse_rules(rules))
        verdicts[name] = {
            "action": verdict.action.value,
            "reason": verdict.primary.reason.value if verdict.primary else "",
            "fired": [one.to_json() for one in verdict.fired],
        }
    return verdicts


def _moments(dialogue: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every snapshot of the dialogue, whether or not an earlier one would have ended it."""
    from escalation.gauges.base import Said

    said: list[Said] = []
    for number, turn in enumerate(dialogue["turns"], 1):
        now = MONDAY + timedelta(minutes=number)
        for step, snapshot in enumerate(_stages(_opening(dialogue, turn, said, now), turn), 1):
            yield f"{dialogue['id']}/{number}.{step}", snapshot
        said.append(Said(True, turn["says"]))
        if turn.get("answer", "").strip():
            said.append(Said(False, turn["answer"]))


def _opening(
    dialogue: Mapping[str, Any], turn: Mapping[str, Any], said: list[Any], now: datetime
) -> Any:
    """The snapshot at the beginning of a turn, as `escalation.snapshot` reads it."""
    from escalation.gauges.instruments import Instruments
    from escalation.types import Reading, Snapshot, Stage

    language = dialogue.get("language", "en")
    measured = Instruments().measure(turn["says"], said, language)
    given = [Reading(name, value, "given", 1) for name, value in turn.get("read", {}).items()]
    facts = {"human_available": True, **dialogue.get("facts", {}), **turn.get("facts", {})}
    return Snapshot(
        now=now,
        stage=Stage.FEEDBACK if turn.get("judged_wrong") else Stage.BEFORE_ANSWER,
        text=turn["says"],
        language=language,
        attributes=dialogue.get("attributes", {}),
        start_url=dialogue.get("start_url", "https://shop.example/help"),
        exchanges=measured.exchanges,
        unresolved=measured.unresolved,
        readings=(*measured.readings, *given),
        **{**facts, **_not_plain(facts, now)},
    )


def _not_plain(facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What JSON cannot say as the snapshot holds it; of an earlier handoff: rule, reason, when."""
    from escalation.types import EarlierHandoff, ReasonCode

    earlier = [
        EarlierHandoff(rule, ReasonCode(reason), now + timedelta(seconds=seconds))
        for rule, reason, seconds in facts.get("earlier", ())
    ]
    return {"pages": tuple(facts.get("pages", ())), "earlier": tuple(earlier)}


def _stages(snapshot: Any, turn: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The snapshot at each moment that the turn came to."""
    from escalation.rules import PolicySettings, PublishedPolicy
    from escalation.services import Case, judge
    from escalation.types import Stage

    policy = PublishedPolicy(0, 0, 1, (), PolicySettings())
    case = Case(conversation_id=0, turn_id=None, policy=policy, snapshot=snapshot)
    yield snapshot.to_json()
    if turn.get("judged_wrong"):
        return
    if "found" in turn:
        case, _ = judge(case, Stage.AFTER_RETRIEVAL, retrieval=_retrieval(turn["found"]))
        yield case.snapshot.to_json()
    withheld = tuple(turn.get("withheld", ()))
    assessment = _assessment(turn["assessed"]) if "assessed" in turn else None
    if "failure" in turn:
        case, _ = judge(
            case, Stage.FAILED, failure=turn["failure"], withheld=withheld, assessment=assessment
        )
        yield case.snapshot.to_json()
        return
    case, _ = judge(case, Stage.AFTER_ANSWER, assessment=assessment)
    yield case.snapshot.to_json()
    if "answer" in turn:
        answer = _answer(turn["answer"], assessment, withheld)
        case, _ = judge(case, Stage.AFTER_ANSWER, answer=answer)
        yield case.snapshot.to_json()


def _retrieval(found: list[Any]) -> Any:
    """From confidence, number of passages, kind of small talk, what was degraded."""
    from knowledge.types import Confidence, Evidence, Passage, Retrieval

    confidence, passages, *more = found
    small_talk, degraded = more + ["", ""][len(more) :]
    passage = Passage(1, 1, "a", "A", "", "", "A.", confidence, confidence, confidence)
    return Retrieval(
        query="",
        passages=(passage,) * passages,
        evidence=Evidence(top_score=confidence, cosine=confidence, passages=passages),
        confidence=Confidence(confidence),
        small_talk=small_talk,
        degraded=degraded,
    )


def _assessment(given: list[Any]) -> Any:
    """From decision, confidence, support, what is missing."""
    from knowledge.types import AnswerDecision, Assessment, Confidence

    decision, confidence, *more = given
    support, missing = more + [1.0, ""][len(more) :]
    return Assessment(
        AnswerDecision(decision),
        Confidence(confidence, {"search": confidence}),
        missing=missing,
        support=support,
    )


def _answer(text: str, assessment: Any, withheld: tuple[str, ...]) -> Any:
    from knowledge.types import Answer

    return Answer(text, (), assessment, "", "", "end", withheld=withheld)


if __name__ == "__main__":
    main(sys.argv[1:])
