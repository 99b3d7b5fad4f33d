"""Pages beside the inbox that belong to upper layers: `config.wiring` says where they are."""

from __future__ import annotations

from collections.abc import Callable

UrlFor = Callable[[int], str]
"""user -> where the page is for them; empty for who may not open it."""


class _Known:
    def __init__(self) -> None:
        self.board: UrlFor | None = None


_known = _Known()


def connect(*, board: UrlFor) -> None:
    """The board is there. Called once, when the product starts."""
    _known.board = board


def board_url(user_id: int) -> str:
    """Where the board is for this user; empty when there is none for them."""
    return _known.board(user_id) if _known.board else ""
