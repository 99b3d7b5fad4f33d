"""Backtests over HTTP: line by line, for staff only, without holding anybody up."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Permission, User
from django.test import AsyncClient, Client

from chat.models import Visitor
from escalation.api.backtests import lines
from escalation.backtest.types import BacktestError, BacktestStopped
from escalation.models import PolicyVersion
from escalation.services.publishing import publish, save_draft
from escalation.setup import ensure_defaults
from tests.escalation.backtest.moments import MONDAY, answered, keyword
from tests.escalation.backtest.rows import stored, talk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("escalation.api.backtests")]
WEEK = {
    "since": (MONDAY - timedelta(days=1)).isoformat(),
    "until": (MONDAY + timedelta(days=6)).isoformat(),
}


@pytest.fixture
def live(vera: Visitor) -> PolicyVersion:
    """The default policy looks for one word; there are two conversations."""
    policy = ensure_defaults().policy
    save_draft(policy_id=policy.pk, rules=[keyword("refund")])
    version = publish(policy_id=policy.pk)
    stored(talk(vera), version, answered("refund"), MONDAY)
    stored(talk(vera), version, answered("invoice"), MONDAY + timedelta(hours=1))
    return version


def _allowed(user: User, *rights: str) -> User:
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


async def asked(user: User, policy: int, body: Any) -> tuple[int, list[dict[str, Any]]]:
    """Status, and the lines of the answer."""
    client = AsyncClient()
    await sync_to_async(client.force_login)(user)
    answer = await client.post(
        f"/api/policies/{policy}/backtests", json.dumps(body), content_type="application/json"
    )
    if not answer.streaming:
        return answer.status_code, [json.loads(answer.content)]
    raw = b"".join([part async for part in answer.streaming_content])
    return answer.status_code, [json.loads(line) for line in raw.splitlines()]


async def test_progress_comes_line_by_line_and_the_result_last(
    live: PolicyVersion, ada: User
) -> None:
    await sync_to_async(_allowed)(ada, "view_policy")
    body = {"rules": [keyword("refund", "invoice")], "against": "live", **WEEK}
    status, found = await asked(ada, live.policy_id, body)
    assert status == 200
    assert all("progress" in line for line in found[:-1])
    result = found[-1]["result"]
    assert result["changes"]["newly_escalated"]["total"] == 1
    assert result["against"]["version"] == 2


async def test_a_version_can_be_held_against(live: PolicyVersion, mona: User) -> None:
    status, found = await asked(mona, live.policy_id, {"against": "1", **WEEK})
    assert status == 200
    assert found[-1]["result"]["against"]["version"] == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"rules": [{"when": {"trigger": "nope"}}]}, "rule 1: unknown trigger nope"),
        ({"rules": "all"}, "rules"),
        ({"against": "yesterday"}, "against"),
        ({"against": "77"}, "no version 77"),
        ({"since": WEEK["until"], "until": WEEK["since"]}, "ends before it begins"),
        ({"since": "2020-01-01T00:00:00Z", "until": WEEK["until"]}, "400 days at most"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(
    live: PolicyVersion, mona: User, body: dict[str, Any], words: str
) -> None:
    status, (answer,) = await asked(mona, live.policy_id, body)
    assert status == 400
    assert words in json.dumps(answer)


async def test_it_is_for_staff_with_the_right_to_look(live: PolicyVersion, ada: User) -> None:
    assert (await asked(ada, live.policy_id, WEEK))[0] == 403
    await sync_to_async(_allowed)(ada, "change_policy")
    assert (await asked(ada, live.policy_id, WEEK))[0] == 200
    assert (await asked(ada, 999, WEEK))[0] == 404


def test_strangers_and_forged_requests_are_refused(live: PolicyVersion, mona: User) -> None:
    url = f"/api/policies/{live.policy_id}/backtests"
    assert Client().post(url, {}, content_type="application/json").status_code == 403
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(mona)
    assert careful.post(url, {}, content_type="application/json").status_code == 403
    assert careful.get(url).status_code == 405


async def test_whoever_goes_away_stops_the_work() -> None:
    seen, stopped = threading.Event(), threading.Event()

    def work(tell: Any) -> dict[str, Any]:
        try:
            while True:
                tell(1, 2)
                seen.wait(0.01)
        except BacktestStopped:
            stopped.set()
            raise

    told = lines(work)
    assert json.loads(await anext(told))["progress"] == 0.0
    await told.aclose()  # type: ignore[attr-defined]
    assert await asyncio.to_thread(stopped.wait, 20)


async def test_a_period_that_holds_too_much_is_said_in_words() -> None:
    def work(tell: Any) -> dict[str, Any]:
        raise BacktestError("choose a shorter period")

    told = [json.loads(line) async for line in lines(work)]
    assert told[-1] == {"error": "choose a shorter period"}


async def test_a_failure_is_not_shown_in_detail(caplog: pytest.LogCaptureFixture) -> None:
    def work(tell: Any) -> dict[str, Any]:
        raise RuntimeError("secret detail")

    told = [json.loads(line) async for line in lines(work)]
    assert "secret" not in json.dumps(told)
    assert "backtest failed" in caplog.text
