"""What tests of knowledge share: an index in memory, a small help centre, a profile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from pytest_django import Settings

from knowledge import index, retrieval, services
from knowledge.lexical import word_indexes
from knowledge.models import Document, KnowledgeBase
from tests.fakes import InMemoryIndex
from tests.knowledge import stub_anthropic

RETURNS = """\
You can return goods within 30 days. The refund is paid within 5 working days.

## How to return something

1. Open **Orders** in your account.
2. Choose **Return** beside the order.
3. Print the label and hand the parcel in at any post office.

## What cannot be returned

Opened food cannot be returned.
"""
SHIPPING = """\
We ship to all countries of the European Union. Shipping costs 4.90 EUR and is free above 50 EUR.

## Duration

| country | days |
|---|---|
| Germany | 2 |
| Portugal | 5 |
"""


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees the word indexes, connections or index of another."""
    InMemoryIndex.is_down = False
    word_indexes.forget()
    index._index.cache_clear()
    yield
    retrieval.close_pool()


@pytest.fixture
def memory_index(settings: Settings) -> None:
    """Vectors are kept in memory instead of in Chroma."""
    settings.KNOWLEDGE_INDEX = "tests.fakes.InMemoryIndex"


@pytest.fixture
def base(db: None) -> KnowledgeBase:
    """An empty knowledge base."""
    return KnowledgeBase.objects.create(name="Shop help", slug="shop")


def add(base: KnowledgeBase, ref: str, title: str, body: str, **fields: object) -> Document:
    """An article that is already indexed."""
    document = services.add_document(
        knowledge_base=base,
        ref=ref,
        title=title,
        body=body,
        schedule=False,
        **fields,  # type: ignore[arg-type]
    )
    return services.index_document(document.pk)


@pytest.fixture
def help_centre(base: KnowledgeBase, memory_index: None) -> KnowledgeBase:
    """Two articles about returning and shipping."""
    add(base, "returns", "Returns and refunds", RETURNS, questions=["How do I send goods back?"])
    add(base, "shipping", "Shipping", SHIPPING, url="https://shop.example/help/shipping")
    return base


@pytest.fixture
async def stub() -> AsyncIterator[stub_anthropic.StubAnthropic]:
    """A model server of our own on the loopback address."""
    async with stub_anthropic.running() as server:
        yield server
