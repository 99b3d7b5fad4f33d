"""The board over HTTP: reading it, and every deed that it offers.

Reading needs `view_board`, acting `act_on_board` as well. A deed that is not possible is answered
by 409 with a sentence; nothing has changed then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents import notices
from agents import services as agents
from agents.selectors import conversation_id_of
from agents.types import NotPossibleError
from chat.realtime import publish_figures_changed
from chat.types import AccessDeniedError, ChatError
from escalation import services
from escalation.board import schemas
from escalation.board.access import access_to_board
from escalation.board.snapshot import snapshot
from escalation.types import PromiseRefusedError

Post = TypeVar("Post", bound=Callable[..., Response])


class MayUseBoard(BasePermission):
    """Who may look; to act, also the right for that."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Reads the rights afresh."""
        try:
            access = access_to_board(request.user.pk or 0)
        except AccessDeniedError:
            return False
        return access.may_act or request.method in ("GET", "HEAD")


class _BoardView(APIView):
    permission_classes = (MayUseBoard,)


def _board() -> dict[str, Any]:
    return snapshot(timezone.now()).model_dump(mode="json")


class BoardDetail(_BoardView):
    """The board."""

    @extend_schema(operation_id="board_retrieve", responses={200: dict})
    def get(self, request: Request) -> Response:
        """Queues, who waits, people and promises as they stand now."""
        return Response(_board())


def _deed(operation: str, form: type[Any]) -> Callable[[Post], Post]:
    """How a deed stands in the description of the interface."""
    described: Callable[[Post], Post] = extend_schema(
        operation_id=f"board_{operation}",
        request=form,
        responses={200: schemas.DoneSerializer, 409: schemas.RefusedSerializer},
    )
    return described


class _Deed(_BoardView, ABC):
    """Something that is done on the board. `form`: what is sent with it."""

    form: type[Any] = schemas.NothingSerializer

    def perform(self, request: Request, **place: Any) -> Response:
        """Does it and answers with the board; 409 and a sentence when it is not possible."""
        given = self.form(data=request.data)
        given.is_valid(raise_exception=True)
        by = access_to_board(request.user.pk or 0).name
        try:
            more = self.carry_out(by, dict(given.validated_data), **place)
        except (NotPossibleError, PromiseRefusedError) as error:
            return _refused(error.code, error.message)
        except AccessDeniedError:
            raise NotFound from None
        except ChatError:
            return _refused("not_possible", _("Somebody was faster. Look again."))
        publish_figures_changed()
        return Response({**(more or {}), "board": _board()})

    @abstractmethod
    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> dict[str, Any] | None:
        """Calls the service; returns what the answer holds beside the board."""


def _refused(code: str, detail: str) -> Response:
    return Response({"code": code, "detail": detail}, status.HTTP_409_CONFLICT)


class AssignConversation(_Deed):
    """A waiting conversation becomes somebody's."""

    form = schemas.ToAgentSerializer

    @_deed("assign", schemas.ToAgentSerializer)
    def post(self, request: Request, public_id: UUID) -> Response:
        """It is theirs at once, without being offered."""
        return self.perform(request, public_id=public_id)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See agents.services.assign."""
        talk = conversation_id_of(str(place["public_id"]))
        agents.assign(by=by, conversation_id=talk, agent_id=given["agent"])


class MoveConversation(_Deed):
    """A waiting conversation goes on waiting elsewhere."""

    form = schemas.ToQueueSerializer

    @_deed("move", schemas.ToQueueSerializer)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Since when it waits stays as it is."""
        return self.perform(request, public_id=public_id)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See agents.services.move_to_queue."""
        talk = conversation_id_of(str(place["public_id"]))
        agents.move_to_queue(by=by, conversation_id=talk, queue_id=given["queue"])


class CloseQueue(_Deed):
    """No newcomers."""

    @_deed("close_queue", schemas.NothingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Newcomers are caught by the ladder; who waits is served."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See agents.services.close_queue."""
        agents.close_queue(queue_id=place["pk"], by=by)


class OpenQueue(_Deed):
    """Newcomers again."""

    @_deed("open_queue", schemas.NothingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Within the team's hours."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See agents.services.open_queue."""
        agents.open_queue(queue_id=place["pk"])


class CallForHelp(_Deed):
    """A mail to everybody who could help and is not there."""

    @_deed("call_for_help", schemas.NothingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """`told`: how many people."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> dict[str, Any]:
        """See agents.notices.call_for_help."""
        return {"told": notices.call_for_help(queue_id=place["pk"], by=by)}


class GivePromise(_Deed):
    """A promise gets an owner."""

    form = schemas.GiveSerializer

    @_deed("give_promise", schemas.GiveSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """An agent, or the people of its queue."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See escalation.services.give_promise."""
        services.give_promise(promise_id=place["pk"], agent_id=given["agent"], by=by)


class PostponePromise(_Deed):
    """A promise is due later."""

    form = schemas.PostponeSerializer

    @_deed("postpone_promise", schemas.PostponeSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The visitor is told."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See escalation.services.postpone_promise."""
        services.postpone_promise(promise_id=place["pk"], due_at=given["due_at"], by=by)


class KeepPromise(_Deed):
    """A promise was kept."""

    form = schemas.NoteSerializer

    @_deed("keep_promise", schemas.NoteSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Also outside of the chat, by telephone for instance."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See escalation.services.keep_promise."""
        services.keep_promise(promise_id=place["pk"], by=by, note=given["note"])


class DropPromise(_Deed):
    """A promise will not be kept."""

    form = schemas.NoteSerializer

    @_deed("drop_promise", schemas.NoteSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """`note` says why; without one it is refused."""
        return self.perform(request, pk=pk)

    def carry_out(self, by: str, given: dict[str, Any], **place: Any) -> None:
        """See escalation.services.drop_promise."""
        services.drop_promise(promise_id=place["pk"], by=by, note=given["note"])
