"""The stage on which turns are played."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from chat.models import Site, Visitor
from tests.flows import staging


@pytest.fixture
def stage(
    transactional_db: None,
    shop: Site,
    vera: Visitor,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> staging.Stage:
    """Vera in front of a scripted assistant; everything is committed, as in life."""
    return staging.build(shop, vera, settings, monkeypatch)
