"""One product for everything that is done to it: each test leaves it serving."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.product import Product, running_product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Running with its demo, and quick to notice who is gone."""
    data = tmp_path_factory.mktemp("chaos") / "data"
    settings = {"PRESENCE_GRACE_S": "40", "TURN_LEASE_S": "6", "HEARTBEAT_S": "3"}
    with running_product(data, CONVERSATIONS_PER_HOUR="1000", **settings) as product:
        yield product
