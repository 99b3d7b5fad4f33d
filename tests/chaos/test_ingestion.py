"""The ingesting worker is killed, twice, while it reads a site of 500 pages.

Afterwards every page is there once, so is every vector, and a visitor was answered meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import chromadb
import psycopg
import pytest
from chromadb.config import Settings as ChromaSettings

from config.dialogues.visitor import LiveVisitor
from tests.chaos.test_kills import site_key
from tests.knowledge.sources.site import Site, running_site
from tests.live.product import Product, running_product

pytestmark = pytest.mark.chaos

PAGES = 500
KILL_WHILE_READING_AT = 200
KILL_WHILE_INDEXING_AT = 150
FINISH_S = 420

BEGIN = """
import json
from knowledge import services
from knowledge.models import KnowledgeBase
base = KnowledgeBase.objects.create(name="Parts", slug="parts")
source = services.create_source(
    knowledge_base=base, name="Parts", kind="sitemap", address={address!r}, page_limit=600
)
print(json.dumps([base.pk, services.read_source(source.pk).pk]))
"""

EXPECTED = """
import json
from knowledge.index import heading_id, sentence_id, whole_id
from knowledge.models import Chunk, Document
documents = Document.objects.filter(knowledge_base={base})
ids = [whole_id(pk, 0) for pk in documents.values_list("pk", flat=True)]
for chunk in Chunk.objects.filter(document__knowledge_base={base}):
    ids += [heading_id(chunk.pk)] if chunk.heading else []
    ids += [sentence_id(chunk.pk, number) for number in range(len(chunk.sentences))]
print(json.dumps(ids))
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Five hundred short pages."""
    with running_site() as site:
        paths = [f"/part-{number}" for number in range(PAGES)]
        for number, path in enumerate(paths):
            site.page(path, f"Part {number}", f"Part {number} lies on shelf {number + 3}.")
        site.sitemap(*paths)
        yield site


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Product]:
    data = tmp_path_factory.mktemp("ingestion") / "data"
    settings = {
        "FETCH_ALLOWED_PRIVATE_HOSTS": site.place,
        "FETCH_DELAY_MS": "0",
        "INGEST_LEASE_S": "5",
    }
    with running_product(data, **settings) as product:
        yield product


def shell(product: Product, code: str) -> str:
    out = product.manage("shell", "--no-imports", "-c", code)
    return out.strip().splitlines()[-1]


def until(count: Callable[[], int], reaches: int, within_s: float = FINISH_S) -> None:
    deadline = time.monotonic() + within_s
    while (now := count()) < reaches:
        assert time.monotonic() < deadline, f"{count.__name__} is {now}, not {reaches}"
        time.sleep(0.05)


def kill_worker(product: Product) -> int:
    """SIGKILL to the ingesting worker; its process id."""
    pid: int = product.services()["processes"]["ingestion"]["pid"]
    os.kill(pid, signal.SIGKILL)
    return pid


def stored_vectors(product: Product, base_id: int) -> list[str]:
    """The ids of all vectors of a knowledge base, asked of the store itself."""
    parts = urlsplit(product.services()["urls"]["CHROMA_URL"])
    client = chromadb.HttpClient(
        host=parts.hostname or "",
        port=parts.port or 80,
        settings=ChromaSettings(anonymized_telemetry=False),
    )
    names = [one.name for one in client.list_collections()]
    [name] = [name for name in names if name.startswith(f"kb-{base_id}-")]
    ids: list[str] = client.get_collection(name, embedding_function=None).get(include=[])["ids"]
    return ids


async def answered(product: Product, key: str) -> bool:
    """Whether a visitor gets an answer while the site is read. Raises TimeoutError if not."""
    visitor = LiveVisitor(product.base, key)
    await visitor.start()
    try:
        await visitor.say("How do I add an MX record?")
        await visitor.until(lambda: any("MX" in one for one in visitor.texts("assistant")))
    finally:
        await visitor.stop()
    return True


def test_a_killed_worker_finishes_a_site_once(product: Product, site: Site) -> None:
    key = site_key(product)
    address = f"{site.base}/sitemap.xml"
    base_id, run_id = json.loads(shell(product, BEGIN.format(address=address)))
    with psycopg.connect(product.services()["urls"]["DATABASE_URL"], autocommit=True) as database:

        def one(sql: str, *values: object) -> tuple[object, ...]:
            row = database.execute(sql, values).fetchone()
            assert row is not None
            return row

        def asked() -> int:
            return sum(site.asked[path] > 0 for path in site.replies)

        def ready() -> int:
            sql = (
                "SELECT count(*) FROM knowledge_document "
                "WHERE knowledge_base_id = %s AND status = 'ready'"
            )
            return int(str(one(sql, base_id)[0]))

        def state() -> str:
            return str(one("SELECT state FROM knowledge_sourcerun WHERE id = %s", run_id)[0])

        def finished() -> int:
            return int(state() == "finished")

        until(asked, KILL_WHILE_READING_AT)
        first = kill_worker(product)
        assert state() == "reading"
        assert asyncio.run(answered(product, key))
        until(ready, KILL_WHILE_INDEXING_AT)
        second = kill_worker(product)
        assert (state(), second != first) == ("indexing", True)
        until(finished, 1)
        counts = one(
            "SELECT found, read, new, updated, unchanged, rejected, failed, removed "
            "FROM knowledge_sourcerun WHERE id = %s",
            run_id,
        )
        assert counts == (PAGES, PAGES, PAGES, 0, 0, 0, 0, 0)
        assert ready() == PAGES
        sql = (
            "SELECT count(DISTINCT url), count(*) FROM knowledge_document "
            "WHERE knowledge_base_id = %s"
        )
        assert one(sql, base_id) == (PAGES, PAGES)
        assert one("SELECT restarts FROM knowledge_sourcerun WHERE id = %s", run_id) == (2,)
    # Each kill cost at most the page that was being read.
    assert sum(site.asked[f"/part-{number}"] for number in range(PAGES)) <= PAGES + 1
    expected = json.loads(shell(product, EXPECTED.format(base=base_id)))
    assert sorted(stored_vectors(product, base_id)) == sorted(expected)
    assert len(expected) == 2 * PAGES
