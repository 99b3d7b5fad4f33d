"""`python -m bench backtest`: a manager's backtest of 20,000 stored turns, asked for over HTTP.

The product runs on one core, as in the other benchmarks; the clock runs from the request to the
last line of the result, reading from PostgreSQL included.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bench import screen
from bench.machine import calibrate
from bench.processes import cpu_s
from bench.product import BenchError, Product, running_product

TURNS = 20_000
RUNS = 5
_PATIENCE_S = 120.0

EDITS: Mapping[str, str] = {
    "nothing": "live against live",
    "keyword": "one more keyword",
    "threshold": "threshold from 70 % to 75 %",
}


def measure(turns: int = TURNS, runs: int = RUNS) -> dict[str, Any]:
    """For each edit: seconds of the first and of the best run, and what changed.

    `cpu_s`: that all processes of the product worked for the best run, whatever else kept the
    machine busy meanwhile.
    """
    with running_product() as product:
        screen.step(f"{turns} turns are stored")
        stored = product.call("bench.stored_turns", "--turns", str(turns))
        page = _Page(product, stored["session"], stored["policy"])
        speed = calibrate()
        found = {name: _timed(page, name, runs) for name in EDITS}
    return {"turns": turns, "calibration_ms": speed, "edits": found}


def readable(results: Mapping[str, Any]) -> str:
    """A table."""
    rows = [
        (
            EDITS[name],
            f"{one['first_s']:.2f}",
            f"{one['best_s']:.2f}",
            f"{one['cpu_s']:.2f}",
            one["progress_lines"],
            one["changed"],
        )
        for name, one in results["edits"].items()
    ]
    head = ("edit", "first s", "best s", "CPU s", "progress lines", "conversations changed")
    note = (
        f"{results['turns']} stored turns; a fixed piece of work took "
        f"{results['calibration_ms']:.1f} ms on the same core just before"
    )
    return "\n".join([screen.table(head, rows), "", note])


def _timed(page: _Page, name: str, runs: int) -> dict[str, Any]:
    screen.step(EDITS[name])
    taken: list[float] = []
    worked: list[float] = []
    lines = 0
    result: dict[str, Any] = {}
    for _ in range(runs):
        before, began = cpu_s(page.pid), time.perf_counter()
        lines, result = page.backtest(_edited(page.rules, name))
        taken.append(time.perf_counter() - began)
        worked.append(cpu_s(page.pid) - before)
    unchanged = result["changes"]["unchanged"]["total"]
    return {
        "first_s": round(taken[0], 3),
        "best_s": round(min(taken), 3),
        "all_s": [round(one, 3) for one in taken],
        "cpu_s": round(min(worked), 3),
        "progress_lines": lines,
        "changed": result["conversations"] - unchanged,
    }


def _edited(rules: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    edited: list[dict[str, Any]] = json.loads(json.dumps(rules))
    for rule in edited:
        fields = rule["when"]["fields"]
        if name == "keyword" and rule["key"] == "urgent-words":
            fields["words"].append("invoice")
        if name == "threshold" and rule["key"] == "low-confidence":
            fields["threshold"] = 0.75
    return edited


class _Page:
    """The policy's page of a signed-in manager."""

    def __init__(self, product: Product, session: str, policy: int) -> None:
        self.pid = product.pid
        self._place = urlsplit(product.address)
        self._path = f"/api/policies/{policy}/"
        token = "a" * 32
        self._headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "X-CSRFToken": token,
        }
        status, body = self._call("GET", self._path)
        if status != 200:
            raise BenchError(f"the policy could not be read: {status} {body[:200]!r}")
        self.rules: list[dict[str, Any]] = json.loads(body)["draft"]["rules"]

    def backtest(self, rules: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        """How often it told its progress, and the result."""
        now = datetime.now(UTC)
        asked = {
            "rules": rules,
            "since": (now - timedelta(days=60)).isoformat(),
            "until": now.isoformat(),
        }
        status, body = self._call("POST", f"{self._path}backtests", json.dumps(asked))
        if status != 200:
            raise BenchError(f"the backtest was refused: {status} {body[:200]!r}")
        *lines, last = body.splitlines()
        answer = json.loads(last)
        if "result" not in answer:
            raise BenchError(f"the backtest failed: {answer}")
        return len(lines), answer["result"]

    def _call(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(
            self._place.hostname or "", self._place.port or 80, timeout=_PATIENCE_S
        )
        try:
            connection.request(method, path, body or None, self._headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
