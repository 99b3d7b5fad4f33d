"""A flow's draft is saved, becomes an immutable version, or goes back to one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from flows.differences import differences
from flows.graph import parse
from flows.graph_form import normal
from flows.models import Flow, FlowVersion
from flows.problems import errors_of, flow_problems
from flows.types import DraftConflictError, GraphError, Problem

_NOTE_CHARS = 300


class BlockedError(GraphError):
    """The draft cannot be published: `problems` are all that is wrong with it, errors first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


@transaction.atomic
def save_draft(
    *, flow_id: int, graph: object, revision: int | None = None, author_id: int | None = None
) -> Flow:
    """The draft holds this graph; nothing is live before publishing.

    `revision`: the one that was edited; None overwrites whatever there is. Raises
    DraftConflictError when somebody saved meanwhile, GraphError for what is no graph; then
    nothing has changed.
    """
    stored = normal(graph)
    flow = _locked(flow_id, revision)
    flow.draft = stored
    flow.draft_revision += 1
    flow.draft_saved_at, flow.draft_author_id = timezone.now(), author_id
    flow.save(update_fields=["draft", "draft_revision", "draft_saved_at", "draft_author"])
    return flow


@transaction.atomic
def publish(
    *, flow: Flow, note: str = "", author_id: int | None = None, revision: int | None = None
) -> FlowVersion:
    """The draft is live for new conversations; those under way stay on their version.

    `revision`: of the draft that was looked at. Raises BlockedError when an error blocks it,
    DraftConflictError when the draft is another by now; then nothing has changed.
    """
    locked = _locked(flow.pk, revision)
    found = flow_problems(locked.draft, locked.slug)
    if errors_of(found):
        raise BlockedError(found)
    newest = locked.live_version()
    return FlowVersion.objects.create(
        flow=locked,
        number=newest.number + 1 if newest else 1,
        graph=normal(locked.draft),
        note=note[:_NOTE_CHARS],
        author_id=author_id,
    )


@transaction.atomic
def restore(
    *, flow_id: int, number: int, revision: int | None = None, author_id: int | None = None
) -> Flow:
    """The draft is that version again; what is live stays live.

    `revision`: of the draft that it replaces. Raises FlowVersion.DoesNotExist for an unknown
    number, DraftConflictError when the draft is another by now; then nothing has changed.
    """
    flow = _locked(flow_id, revision)
    version = flow.versions.get(number=number)
    return save_draft(flow_id=flow_id, graph=version.graph, author_id=author_id)


def differs(flow: Flow, live: FlowVersion | None) -> bool:
    """Whether the draft would walk otherwise than this version; True without one."""
    if live is None:
        return True
    try:
        return not differences(parse(live.graph), parse(flow.draft)).is_empty
    except GraphError:
        return True


def _locked(flow_id: int, revision: int | None) -> Flow:
    """The flow, held until the transaction ends. Raises DraftConflictError."""
    flow = Flow.objects.select_for_update().get(pk=flow_id)
    if revision is not None and revision != flow.draft_revision:
        raise DraftConflictError("the draft was changed meanwhile")
    return flow
