"""The embedded data services: real servers, started, asked, stopped and killed."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import psycopg
import pytest

from config.supervisor import layout as layouts
from config.supervisor import postgres
from config.supervisor.chroma import Chroma
from config.supervisor.errors import StartError
from config.supervisor.kernel import LINUX, become_nobody, enter_user_namespace, nobody
from config.supervisor.layout import Layout
from config.supervisor.postgres import Postgres
from config.supervisor.service import answers, bring_up
from config.supervisor.valkey import Valkey
from tests.config.waiting import is_running
from tests.services_plugin import NOT_DURABLE

as_root = pytest.mark.skipif(os.geteuid() != 0 or not LINUX, reason="is about the superuser")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path / "data with space")
    layout.prepare()
    return layout


def test_postgres_keeps_its_data_over_a_kill_and_a_restart(layout: Layout) -> None:
    service = Postgres(layout)
    child = bring_up(service)
    with psycopg.connect(service.url, autocommit=True) as link:
        link.execute("CREATE TABLE fact (n int)")
        link.execute("INSERT INTO fact VALUES (42)")
        backend = link.info.backend_pid
        os.kill(child.pid, signal.SIGKILL)  # its corpse stays: nobody asks for its exit code
        again = bring_up(Postgres(layout))
    assert not is_running(backend), "a session of the killed server went on"
    with psycopg.connect(service.url) as link:
        row = link.execute("SELECT n FROM fact").fetchone()
    assert row == (42,)
    child.end_now()
    assert again.stop()
    assert not answers(service)


def test_postgres_is_reachable_by_its_owner_only(layout: Layout) -> None:
    service = Postgres(layout, NOT_DURABLE)
    child = bring_up(service)
    with psycopg.connect(service.url) as link:
        shown = link.execute("SHOW listen_addresses").fetchone()
    assert shown == ("",)
    assert layout.socket_dir().stat().st_mode & 0o077 == 0
    assert layout.postgres.stat().st_mode & 0o077 == 0
    child.stop()


def test_an_interrupted_initdb_leaves_nothing_that_looks_like_a_cluster(layout: Layout) -> None:
    half = layout.root / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    child = bring_up(Postgres(layout, NOT_DURABLE))
    assert not half.exists()
    child.stop()


def test_data_of_another_major_version_is_refused(layout: Layout) -> None:
    layout.postgres.mkdir()
    (layout.postgres / "PG_VERSION").write_text("9\n", encoding="ascii")
    with pytest.raises(StartError, match="made by PostgreSQL 9"):
        bring_up(Postgres(layout))


def test_the_socket_of_a_deep_directory_lies_elsewhere(tmp_path: Path) -> None:
    deep = Layout(tmp_path / ("d" * 60) / ("e" * 60))
    deep.prepare()
    sockets = deep.socket_dir()
    assert len(os.fsencode(sockets)) <= layouts.SOCKET_DIR_MAX_BYTES
    assert sockets.stat().st_mode & 0o077 == 0
    assert deep.socket_dir() == sockets
    sockets.chmod(0o755)
    with pytest.raises(StartError, match="must be a directory of yours"):
        deep.socket_dir()
    shutil.rmtree(sockets)


@as_root
@pytest.mark.parametrize("enter", [enter_user_namespace, become_nobody])
def test_postgres_runs_for_root_below_a_private_directory(
    layout: Layout, enter: postgres.Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.root.parent.chmod(0o700)
    only = enter_user_namespace, become_nobody
    for way in only:
        if way is not enter:
            monkeypatch.setattr(postgres, way.__name__, _refuse)
    child = bring_up(Postgres(layout, NOT_DURABLE))
    owner = os.geteuid() if enter is enter_user_namespace else nobody().pw_uid
    assert layout.postgres.stat().st_uid == owner
    assert layout.root.parent.stat().st_mode & 0o777 == 0o700, "permissions above were changed"
    assert child.stop()


@as_root
def test_postgres_says_so_when_root_has_no_way(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "enter_user_namespace", _refuse)
    monkeypatch.setattr(postgres, "become_nobody", _refuse)
    with pytest.raises(StartError, match="Start Baton as an ordinary user, or set DATABASE_URL"):
        bring_up(Postgres(layout))


def _refuse() -> None:
    raise PermissionError("not on this machine")


def test_valkey_keeps_what_it_was_told_and_hides_its_password(layout: Layout) -> None:
    import redis

    service = Valkey(layout)
    child = bring_up(service)
    with redis.Redis.from_url(service.url) as client:
        client.set("fact", "42")
    cmdline = Path(f"/proc/{child.pid}/cmdline").read_text(encoding="utf-8")
    password = service.url.split(":")[2].split("@")[0]
    assert password not in cmdline
    assert child.stop()
    again = Valkey(layout)
    child = bring_up(again)
    with redis.Redis.from_url(again.url) as client:
        assert client.get("fact") == b"42"
    assert child.stop()


def test_a_second_server_never_opens_a_directory_in_use(layout: Layout) -> None:
    first = bring_up(Valkey(layout))
    second = bring_up(Valkey(layout))  # as after a crash that left the first behind
    assert first.exit_code() is not None
    assert second.stop()
    first.end_now()


def test_chroma_answers_and_stops(layout: Layout) -> None:
    service = Chroma(layout)
    child = bring_up(service)
    assert answers(service)
    assert child.stop()
    assert not answers(service)


def test_a_server_that_cannot_start_is_reported_with_its_last_words(layout: Layout) -> None:
    class Broken(Valkey):
        def prepare(self) -> None:
            super().prepare()
            (layout.run / "valkey.conf").write_text("no-such-setting yes\n", encoding="ascii")

    with pytest.raises(StartError, match=r"valkey did not start: exit code 1\.(?s:.)*no-such"):
        bring_up(Broken(layout))


def test_a_directory_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StartError, match=r"cannot be written .* BATON_DATA_DIR"):
        Layout(blocked / "data").prepare()


def test_a_full_disk_is_noticed_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layouts, "NEEDED_BYTES", 2**60)
    with pytest.raises(StartError, match=r"Only \d+ MB are free"):
        Layout(tmp_path).prepare()


def test_a_large_log_of_a_running_process_is_kept_once_and_emptied(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layouts, "LOG_KEPT_BYTES", 10)
    with layout.log("web").open("ab", buffering=0) as log:
        log.write(b"long enough to be moved\n")
        layouts.trim(layout)
        log.write(b"next\n")
    assert layout.log("web").read_bytes() == b"next\n"
    assert (layout.logs / "web.log.1").read_bytes() == b"long enough to be moved\n"
