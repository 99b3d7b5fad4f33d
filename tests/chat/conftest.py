"""Ground of the kernel's tests: nobody above it listens, and visitors have tabs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from chat import dbthreads
from chat.models import Visitor
from chat.visitors import make_token
from tests.chat.tab import Tab

OpenTab = Callable[..., Awaitable[Tab]]


@pytest.fixture(autouse=True)
def _kernel_only(kernel_only: None) -> None:
    """The kernel is tested without the layers above it."""


@pytest.fixture
async def open_tab() -> AsyncIterator[OpenTab]:
    """Opens a visitor's tab that has said hello; all of them are closed in the end."""
    tabs: list[Tab] = []

    async def opened(visitor: Visitor, *, hello: bool = True, **said: Any) -> Tab:
        tab = Tab(visitor.site.key, token=make_token(visitor))
        tabs.append(tab)
        await tab.open()
        if hello:
            await tab.hello(**said)
        return tab

    yield opened
    for tab in tabs:
        await tab.close()
    # What a closed tab began may still run on a database thread, and publish to this loop.
    await asyncio.get_running_loop().run_in_executor(None, dbthreads.close_pool)
