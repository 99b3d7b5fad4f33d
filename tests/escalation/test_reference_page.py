"""The reference lists every trigger and every reason code."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation.triggers import TRIGGERS
from escalation.types import ReasonCode

PAGE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", sorted(TRIGGERS))
def test_every_trigger_is_explained(kind: str) -> None:
    row = next((line for line in PAGE.splitlines() if f"| `{kind}` |" in line), "")
    assert TRIGGERS[kind].label in row
    assert f"`{TRIGGERS[kind].reason.value}`" in row


@pytest.mark.parametrize("code", [code.value for code in ReasonCode])
def test_every_reason_is_named(code: str) -> None:
    assert f"`{code}`" in PAGE
