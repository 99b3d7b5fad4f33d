"""Asks axe-core what keeps people from using a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.live.product import ROOT

SOURCE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
SEVERE = {"serious", "critical"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    if not SOURCE.exists():
        pytest.skip("axe-core is not installed: `npm ci` in static/")
    return SOURCE.read_text(encoding="utf-8")


def severe_problems(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Violations that shut people out, one line each: rule, where, what to do.

    `without`: selectors of parts that are not ours.
    """
    return _lines(one for one in _violations(page, without) if one["impact"] in SEVERE)


def problems(page: Page) -> list[str]:
    """Every violation, also those that are only a nuisance, one line each."""
    return _lines(_violations(page, ()))


def _violations(page: Page, without: tuple[str, ...]) -> list[dict[str, Any]]:
    page.evaluate(_source())
    found: dict[str, list[dict[str, Any]]] = page.evaluate(
        "([without, rules]) => axe.run({ exclude: without.map((one) => [one]) },"
        " { runOnly: rules, resultTypes: ['violations'] })",
        [list(without), RULES],
    )
    return found["violations"]


def _lines(violations: Iterable[dict[str, Any]]) -> list[str]:
    return [
        f"{one['id']}: {node['target']}: {node['failureSummary']}"
        for one in violations
        for node in one["nodes"]
    ]
