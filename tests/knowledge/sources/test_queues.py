"""Reading and indexing never stand in the way of a conversation: a queue and a worker apart."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from config.celery import app
from config.supervisor.application import Application
from config.supervisor.kernel import give_way
from config.supervisor.layout import Layout
from config.supervisor.process import Command


@pytest.fixture
def workers(tmp_path: Path) -> dict[str, Command]:
    """The commands of the workers, by name."""
    return {one.name: one for one in Application(Layout(tmp_path), {}).workers()}


def tasks_of_the_product() -> list[str]:
    """Names of all tasks, as the workers find them."""
    for module in ("chat.tasks", "flows.tasks", "knowledge.ingest.tasks"):
        import_module(module)
    app.finalize()
    return [name for name in app.tasks if not name.startswith("celery.")]


def queues(command: Command) -> set[str]:
    return set(command.argv[command.argv.index("-Q") + 1].split(","))


def test_every_task_of_knowledge_goes_to_the_ingestion_queue() -> None:
    tasks = [name for name in tasks_of_the_product() if name.startswith("knowledge.")]
    assert len(tasks) >= 5
    routes = {app.amqp.router.route({}, name)["queue"].name for name in tasks}
    assert routes == {"ingestion"}


def test_no_other_task_goes_there() -> None:
    batch = ("knowledge.", "config.demo.")  # the demo reviews its articles once they are read
    others = [name for name in tasks_of_the_product() if not name.startswith(batch)]
    assert others
    assert all(app.amqp.router.route({}, name)["queue"].name != "ingestion" for name in others)


def test_the_worker_of_conversations_takes_no_ingestion(workers: dict[str, Command]) -> None:
    assert queues(workers["live"]) == {"live", "delivery"}
    assert queues(workers["ingestion"]) == {"ingestion"}


def test_ingestion_gets_the_processor_last(workers: dict[str, Command]) -> None:
    assert workers["ingestion"].enter is give_way
    assert workers["live"].enter is None
