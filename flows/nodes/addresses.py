"""Addresses in settings: may visitors open them, and what stands in them for variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from chat.media import is_open_address
from flows.node_context import fill_in

_NOTHING = (None, "", ".", "..")
"""Dots alone would lead to another folder, quoted or not."""


class _Quoted(Mapping[str, Any]):
    """Facts whose values are safe inside an address: they can be no host, path or parameter."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = facts

    def __getitem__(self, name: str) -> str:
        value = self._facts[name]
        return quote(str(value), safe="") if value not in _NOTHING else ""

    def __iter__(self) -> Any:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


class _Anything(_Quoted):
    def __init__(self) -> None:
        super().__init__({})

    def __getitem__(self, name: str) -> str:
        return "x"


def open_address(url: str) -> bool:
    """Whether visitors can open this address once its variables are filled in.

    The host is fixed: a variable before it, or in it, makes no address.
    """
    host = url.partition("://")[2].partition("/")[0] if "://" in url else ""
    if url.lstrip().startswith("{{") or "{{" in host:
        return False
    return is_open_address(fill_in(url, _Anything()).strip())


def filled_address(url: str, facts: Mapping[str, Any]) -> str:
    """The address with variables in place, each quoted; empty when that leaves no address."""
    filled = fill_in(url, _Quoted(facts)).strip()
    return filled if is_open_address(filled) else ""
