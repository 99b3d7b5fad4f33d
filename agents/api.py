"""Conversations as JSON, for staff and for scripts of staff: the same rows as in the inbox."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents import selectors
from agents.frames import ListQuery
from agents.selectors import Access
from agents.types import OwnerKind
from chat.models import Message
from chat.selectors import transcript
from chat.types import AccessDeniedError, Audience, AuthorKind, State

_TABS = ("mine", "waiting", "assistant", "all", "closed")


class OwnerSerializer(serializers.Serializer[Any]):
    """Who owns the next word."""

    kind = serializers.ChoiceField([kind.value for kind in OwnerKind])
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class RowSerializer(serializers.Serializer[Any]):
    """A conversation as a line of the inbox."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    visitor = serializers.CharField()
    state = serializers.ChoiceField([state.value for state in State])
    owner = OwnerSerializer()
    team = serializers.CharField()
    queue = serializers.CharField()
    priority = serializers.IntegerField()
    reason = serializers.CharField()
    reason_text = serializers.CharField()
    waiting_since = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField()
    last_text = serializers.CharField()
    last_author = serializers.ChoiceField([kind.value for kind in AuthorKind], allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    start_url = serializers.CharField()
    language = serializers.CharField()
    outcome = serializers.CharField()
    seq = serializers.IntegerField()
    unread = serializers.IntegerField()


class PageSerializer(serializers.Serializer[Any]):
    """One page of conversations; `before` of the next one is `last_at` of the last row."""

    rows = RowSerializer(many=True)
    more = serializers.BooleanField()


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One message of the transcript. `note`: for staff only."""

    note = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ("seq", "created_at", "author_kind", "author_name", "text", "note")

    def get_note(self, message: Message) -> bool:
        """Whether the visitor cannot see it."""
        return message.audience == Audience.STAFF


class ConversationSerializer(serializers.Serializer[Any]):
    """A conversation with its visitor, its brief and the whole transcript."""

    row = RowSerializer()
    visitor = serializers.DictField()
    brief = serializers.DictField(allow_null=True)
    transcript = MessageSerializer(many=True)


class QuerySerializer(serializers.Serializer[Any]):
    """What may stand after the question mark of the list."""

    tab = serializers.ChoiceField(_TABS, default="all")
    search = serializers.CharField(max_length=100, default="", allow_blank=True)
    before = serializers.DateTimeField(required=False, allow_null=True)


class _StaffView(APIView):
    """For whoever may open the inbox."""

    permission_classes = (IsAuthenticated,)

    def access(self, request: Request) -> Access:
        """What the user may do, or 403."""
        try:
            return selectors.access_as_agent(request.user.pk or 0)
        except AccessDeniedError:
            raise PermissionDenied("Only agents and managers may see conversations.") from None


class ConversationList(_StaffView):
    """Conversations, page by page."""

    @extend_schema(
        operation_id="conversations_list",
        parameters=[
            OpenApiParameter("tab", enum=_TABS, default="all"),
            OpenApiParameter("search", description="In name, e-mail, last words, or the number."),
            OpenApiParameter("before", description="`last_at` of the last row of the page before."),
        ],
        responses=PageSerializer,
    )
    def get(self, request: Request) -> Response:
        """The newest words first; who waits by urgency."""
        access = self.access(request)
        given = QuerySerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        before = given.validated_data.get("before")
        query = ListQuery(
            tab=given.validated_data["tab"],
            search=given.validated_data["search"],
            before=before.isoformat() if before is not None else None,
        )
        rows, more = selectors.rows(query, access.agent_id)
        return Response({"rows": [row.model_dump(mode="json") for row in rows], "more": more})


class ConversationDetail(_StaffView):
    """One conversation."""

    @extend_schema(operation_id="conversations_retrieve", responses=ConversationSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Everything that staff may see about it, the whole transcript included."""
        access = self.access(request)
        try:
            pk = selectors.conversation_id_of(str(public_id))
        except AccessDeniedError:
            raise NotFound from None
        found = selectors.opened(pk, access.agent_id)
        return Response(
            {
                "row": found.row.model_dump(mode="json"),
                "visitor": found.visitor,
                "brief": found.brief,
                "transcript": MessageSerializer(transcript(pk), many=True).data,
            }
        )
