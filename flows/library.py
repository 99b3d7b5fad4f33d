"""Where published graphs are found. Versions never change, so each is read once per process."""

from __future__ import annotations

from functools import lru_cache

from flows.graph import parse
from flows.models import Flow, FlowVersion, SiteFlow
from flows.program import Program
from flows.types import GraphError

DEFAULT_SLUG = "ai-triage"
"""The flow of sites that choose none."""

_KEPT = 64


class Published:
    """All published versions, by primary key."""

    def program(self, version: int) -> Program:
        """The graph of this version. Raises GraphError when there is none."""
        return _program(version)

    def live(self, flow: str) -> int:
        """The newest version of the flow with this short name. Raises GraphError without one."""
        found = _newest(flow)
        if found is None:
            raise GraphError(f"the flow {flow!r} is not published")
        return found


PUBLISHED = Published()


@lru_cache(maxsize=_KEPT)
def _program(version: int) -> Program:
    graph = FlowVersion.objects.filter(pk=version).values_list("graph", flat=True).first()
    if graph is None:
        raise GraphError(f"there is no version {version}")
    return Program.of(parse(graph))


def _newest(slug: str) -> int | None:
    versions = FlowVersion.objects.filter(flow__slug=slug).order_by("-number")
    return versions.values_list("pk", flat=True).first()


def version_of_site(site_id: int) -> int | None:
    """The live version that conversations of this site begin on; None where none is published."""
    choice = SiteFlow.objects.filter(site=site_id).values_list("flow", flat=True).first()
    flows = Flow.objects.filter(pk=choice) if choice else Flow.objects.filter(slug=DEFAULT_SLUG)
    slug = flows.values_list("slug", flat=True).first()
    return _newest(slug) if slug is not None else None
