"""Gives the tests data services of their own, started by the supervisor's own code.

PostgreSQL runs for every test session, because settings name it; Valkey and Chroma start when a
test asks for their fixtures. Addresses in the environment win, as in the product.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from config.supervisor.chroma import Chroma
from config.supervisor.layout import Layout
from config.supervisor.postgres import Postgres
from config.supervisor.process import Child
from config.supervisor.service import bring_up
from config.supervisor.valkey import Valkey

# A power cut may destroy a test database: all the better for speed.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_LAYOUT = pytest.StashKey[Layout]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Settings find a fresh data directory and a running PostgreSQL; both end with the session."""
    options = early_config.known_args_namespace
    root = Path(tempfile.mkdtemp(prefix="baton-tests-")).resolve()
    early_config.add_cleanup(partial(shutil.rmtree, root))
    os.environ["BATON_DATA_DIR"] = str(root)
    early_config.stash[_LAYOUT] = layout = Layout(root)
    if os.environ.get("DATABASE_URL") or options.help or options.version:
        return
    layout.prepare()
    service = Postgres(layout, NOT_DURABLE)
    child = bring_up(service)
    early_config.add_cleanup(partial(_stop, child))
    os.environ["DATABASE_URL"] = service.url


@pytest.fixture(scope="session")
def valkey_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a real Valkey."""
    yield from _lend(pytestconfig, Valkey)


@pytest.fixture(scope="session")
def chroma_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a real Chroma server."""
    yield from _lend(pytestconfig, Chroma)


def _lend(config: pytest.Config, kind: type[Valkey] | type[Chroma]) -> Iterator[str]:
    given = os.environ.get(kind.variable)
    if given:
        yield given
        return
    layout = config.stash[_LAYOUT]
    layout.prepare()
    service = kind(layout)
    child = bring_up(service)
    yield service.url
    _stop(child)


def _stop(child: Child) -> None:
    assert child.stop(), f"{child.command.name} had to be killed"
