"""What every test gets: no network, memory instead of Valkey, a clean kernel, and the cast."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from agents.selectors import waits
from chat import bus, dbthreads, limits, realtime
from chat.models import Site, Visitor
from tests import builders

# The same examples every time; HYPOTHESIS_PROFILE=explore looks for new ones, and longer.
_QUIET = {"deadline": None, "database": None}
hypothesis_settings.register_profile("steady", **_QUIET, derandomize=True, max_examples=40)
hypothesis_settings.register_profile("explore", **_QUIET, max_examples=1000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class NetworkUsedError(RuntimeError):
    """A test tried to reach another machine."""


def _is_near(host: object) -> bool:
    if not isinstance(host, str) or host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Connections leave this machine for nobody: loopback and unix sockets only."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def check(host: object) -> None:
        if not _is_near(host):
            raise NetworkUsedError(f"a test tried to reach {host!r}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            check(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            check(address[0])
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        try:
            ipaddress.ip_address(name)  # an address is not looked up anywhere
        except ValueError:
            check(name)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


_MADE_BY_MIGRATING = {"django_content_type", "auth_permission"}


def _delete_rows(self: DatabaseOperations, style: Any, tables: list[str], **_: Any) -> list[str]:
    emptied = sorted(set(tables) - _MADE_BY_MIGRATING)
    deletes = [f"DELETE FROM {self.quote_name(table)}" for table in emptied]
    return ["; ".join(["SET LOCAL session_replication_role = replica", *deletes])]


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    """Rows are deleted after tests with real transactions: TRUNCATE takes 15 ms a table.

    Content types and permissions stay, so that nothing has to be made anew after each test.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", _delete_rows)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A connection that a broken test left open keeps nobody from reading its failure."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _test_settings(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    """Channel layer and cache live in memory; tests marked `services` get a real Valkey."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if request.node.get_closest_marker("services"):
        url = request.getfixturevalue("valkey_url")
        layer = {"BACKEND": settings.CHANNEL_LAYERS["default"]["BACKEND"]}
        settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": {"hosts": [url]}}}
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        yield
        return
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """Whatever the kernel keeps in the process is gone after the test: threads, loops, limits."""
    yield
    realtime.stop()
    dbthreads.close_pool()
    limits.forget_all()
    waits.forget()


@pytest.fixture
def kernel_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reacts to timeline entries, unless the test registers a reaction itself."""
    monkeypatch.setattr(bus, "_bus", bus._Bus())


class Clock:
    """The time as the product sees it; it passes only when told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        """So much time has passed."""
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday noon, until the test advances the clock."""
    clock = Clock(NOON)
    monkeypatch.setattr(timezone, "now", clock)
    return clock


# The cast


@pytest.fixture
def shop(db: None) -> Site:
    """The website on which most stories happen."""
    return builders.site()


@pytest.fixture
def vera(shop: Site) -> Visitor:
    """Vera visits the shop."""
    return builders.visitor(at=shop)


@pytest.fixture
def ada(db: None) -> User:
    """Ada is an agent."""
    return builders.person("Ada")


@pytest.fixture
def abel(db: None) -> User:
    """Abel is an agent too."""
    return builders.person("Abel")


@pytest.fixture
def mona(db: None) -> User:
    """Mona manages."""
    return builders.person("Mona", is_superuser=True)
