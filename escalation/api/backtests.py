"""A backtest over HTTP: progress line by line while it runs, then the result.

Runs on a thread of its own, one at a time in a process, so that conversations go on meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import orjson
from django.db import connections
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from escalation.backtest.loader import Period
from escalation.backtest.running import Side, draft_of, live_of, run, version_of
from escalation.backtest.types import BacktestError, BacktestStopped
from escalation.models import Policy
from escalation.types import PolicyError

logger = logging.getLogger(__name__)

USUAL = timedelta(days=7)
_LIVE = "live"

Tell = Callable[[int, int], None]
Work = Callable[[Tell], dict[str, Any]]

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="backtest")


class MayLook(BasePermission):
    """Staff who may see or change policies; nobody else."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the user is one of them."""
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return False
        return user.has_perm("escalation.view_policy") or user.has_perm("escalation.change_policy")


class BacktestSerializer(serializers.Serializer[Any]):
    """What is tried. `rules`: as in a draft; the stored draft without them."""

    rules = serializers.ListField(child=serializers.DictField(), required=False, allow_null=True)
    against = serializers.CharField(max_length=12, default=_LIVE)
    since = serializers.DateTimeField(required=False, allow_null=True)
    until = serializers.DateTimeField(required=False, allow_null=True)

    def validate_against(self, value: str) -> str:
        """`live`, or the number of a version."""
        if value != _LIVE and not value.isdecimal():
            raise serializers.ValidationError(_("Compare with “live” or the number of a version."))
        return value


class PolicyBacktest(APIView):
    """What these rules would have made of the conversations of a period."""

    permission_classes = (MayLook,)

    @extend_schema(
        operation_id="policies_backtest",
        request=BacktestSerializer,
        responses={(200, "application/x-ndjson"): OpenApiTypes.STR, 400: OpenApiTypes.OBJECT},
        description=(
            'Lines of JSON: {"progress": 0..1, "turns": n} while it runs, then {"result": ...}, '
            'or {"error": words}. Whoever closes the connection stops it.'
        ),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """The lines, or 400 with words for what cannot be read."""
        policy = Policy.objects.filter(pk=pk).first()
        if policy is None:
            raise NotFound
        given = BacktestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            work = _work(policy, given.validated_data)
        except (BacktestError, PolicyError) as error:
            return Response({"detail": str(error)}, status.HTTP_400_BAD_REQUEST)
        response = StreamingHttpResponse(lines(work), content_type="application/x-ndjson")
        response["Cache-Control"] = "no-store"
        response["X-Accel-Buffering"] = "no"
        return response


def _work(policy: Policy, given: dict[str, Any]) -> Work:
    now = timezone.now()
    until = given.get("until") or now
    period = Period(given.get("since") or until - USUAL, until)
    live, draft = _against(policy, given["against"]), draft_of(policy, given.get("rules"))
    return lambda tell: run(live=live, draft=draft, period=period, tell=tell, now=now)


def _against(policy: Policy, name: str) -> Side:
    return live_of(policy) if name == _LIVE else version_of(policy, int(name))


async def lines(work: Work) -> AsyncIterator[bytes]:
    """The work's progress and its end, a line of JSON each; closing the iterator stops the work."""
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[bytes | None] = asyncio.Queue()
    gone = threading.Event()

    def say(line: bytes | None) -> None:
        if not gone.is_set():
            loop.call_soon_threadsafe(told.put_nowait, line)

    def tell(done: int, total: int) -> None:
        if gone.is_set():
            raise BacktestStopped
        say(_line({"progress": done / total if total else 0.0, "turns": total}))

    future = loop.run_in_executor(_thread, _finish, work, tell, say)
    try:
        while (line := await told.get()) is not None:
            yield line
        await future
    finally:
        gone.set()
        future.cancel()


def _finish(work: Work, tell: Tell, say: Callable[[bytes | None], None]) -> None:
    """The outer shell of the thread: whatever happens, the reader hears the end."""
    try:
        tell(0, 0)
        say(_line({"result": work(tell)}))
    except BacktestStopped:
        logger.info("backtest stopped")
    except BacktestError as error:
        say(_line({"error": str(error)}))
    except Exception:
        logger.exception("backtest failed")
        say(_line({"error": _("The backtest failed. Its cause is in the log of the server.")}))
    finally:
        connections.close_all()
        say(None)


def _line(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data) + b"\n"


urlpatterns = [
    path("api/policies/<int:pk>/backtests", PolicyBacktest.as_view(), name="policy-backtest"),
]
