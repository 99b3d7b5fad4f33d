"""`manage.py backtest_policy`."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from chat.models import Visitor
from escalation.models import PolicyVersion
from escalation.services.publishing import publish, save_draft
from escalation.setup import ensure_defaults
from tests.escalation.backtest.moments import MONDAY, answered, keyword
from tests.escalation.backtest.rows import stored, talk

pytestmark = pytest.mark.django_db
DAYS = {"since": "2026-03-01", "until": "2026-03-03"}


@pytest.fixture
def live(vera: Visitor) -> PolicyVersion:
    """The default policy looks for one word; there are two conversations."""
    policy = ensure_defaults().policy
    save_draft(policy_id=policy.pk, rules=[keyword("refund")])
    version = publish(policy_id=policy.pk)
    stored(talk(vera), version, answered("refund"), MONDAY)
    stored(talk(vera), version, answered("invoice"), MONDAY + timedelta(hours=1))
    return version


def told(**options: Any) -> str:
    """What the command writes."""
    out = io.StringIO()
    call_command("backtest_policy", stdout=out, **options)
    return out.getvalue()


def test_the_draft_is_held_against_what_is_live(live: PolicyVersion) -> None:
    save_draft(policy_id=live.policy_id, rules=[keyword("refund", "invoice")])
    found = json.loads(told(policy="standard", json=True, **DAYS))
    assert (found["turns"], found["conversations"]) == (2, 2)
    totals = {kind: number["total"] for kind, number in found["changes"].items()}
    assert totals == {
        "newly_escalated": 1, "no_longer_escalated": 0, "earlier": 0, "later": 0,
        "other_reason": 0, "unchanged": 1,
    }  # fmt: skip
    assert found["by_trigger"][0]["kind"] == "keyword"


def test_versions_are_named_behind_an_at(live: PolicyVersion) -> None:
    found = json.loads(told(policy=f"{live.policy_id}@2", against="standard@1", json=True, **DAYS))
    assert (found["policy"]["version"], found["against"]["version"]) == (2, 1)


def test_people_read_words_and_the_honest_limit(live: PolicyVersion) -> None:
    text = told(policy="standard", **DAYS)
    assert "newly escalated" in text
    assert "Exact up to the first turn that differs" in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"policy": "nope"}, "there is no policy nope"),
        ({"policy": "standard@9"}, "no version 9"),
        ({"policy": "standard@x"}, "a version is a number"),
        ({"policy": "standard", "since": "yesterday"}, "--since must be a date"),
        ({"policy": "standard", "since": "9999-12-31"}, "--since lies outside"),
        ({"policy": "standard", "since": "2026-03-02", "until": "2026-03-01"}, "ends before"),
    ],
)
def test_broken_input_is_one_line_and_exit_2(
    live: PolicyVersion, options: dict[str, str], message: str
) -> None:
    with pytest.raises(CommandError, match=message) as error:
        told(**options)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
