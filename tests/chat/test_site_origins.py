"""A site's origins are checked when a manager types them, not when a visitor waits."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from chat.models import Site


@pytest.mark.parametrize("entries", [[], ["https://shop.example", "http://localhost:3000/"]])
def test_whole_origins_are_taken(entries: Any) -> None:
    Site(name="Shop", allowed_origins=entries).clean()


@pytest.mark.parametrize(
    "entries", [["shop.example"], ["https://shop.example/path"], ["ftp://x"], "https://x", [7]]
)
def test_anything_else_is_named(entries: Any) -> None:
    with pytest.raises(ValidationError):
        Site(name="Shop", allowed_origins=entries).clean()
