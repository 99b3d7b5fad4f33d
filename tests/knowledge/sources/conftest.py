"""What tests of sources share: a website, a knowledge base, and a worker that is called by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from knowledge import services
from knowledge.embedders.minilm import MiniLM
from knowledge.models import KnowledgeBase, Source, SourcePage, SourceRun
from knowledge.sources import work
from tests.knowledge.sources.site import Site, running_site


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A website of this machine that may be read, without rests between pages."""
    with running_site() as site:
        settings.FETCH_ALLOWED_PRIVATE_HOSTS = [site.place]
        settings.FETCH_DELAY_MS = 0
        yield site


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a vector was made of."""
    texts: list[str] = []
    encode = MiniLM.encode

    def counted(self: MiniLM, some: list[str], **options: object) -> object:
        texts.extend(some)
        return encode(self, some, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(MiniLM, "encode", counted)
    return texts


def source_of(base: KnowledgeBase, kind: str, address: str, **limits: object) -> Source:
    """A source of a website."""
    return services.create_source(
        knowledge_base=base,
        name=f"{kind} {address}",
        kind=kind,
        address=address,
        **limits,  # type: ignore[arg-type]
    )


def worked_on(run: SourceRun) -> SourceRun:
    """The run after a worker has done all of it."""
    ticket = run.lease_holder
    while following := work.work_on(run.pk, ticket):
        ticket = following.ticket
    run.refresh_from_db()
    return run


def read(source: Source) -> SourceRun:
    """The source was read, from asking to the end."""
    return worked_on(services.read_source(source.pk))


def page_at(source: Source, path: str) -> SourcePage:
    """The row of the page whose address ends so."""
    return SourcePage.objects.get(source=source, address__endswith=path)
