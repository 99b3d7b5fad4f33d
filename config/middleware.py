"""The outer shell of HTTP: a data service that is away is told as such, not as a fault."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_AWAY = (OperationalError, InterfaceError, RedisError)
_RETRY_AFTER_S = 2


class AwayMiddleware:
    """Answers 503 with a time to come back while PostgreSQL or Valkey restarts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer, or 503 when a service went away below the views."""
        try:
            return self.get_response(request)
        except _AWAY as error:
            return self._away(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 for a view that failed because a service is away; other faults stay faults."""
        return self._away(request, error) if isinstance(error, _AWAY) else None

    def _away(self, request: HttpRequest, error: Exception) -> HttpResponse:
        logger.warning("service away", extra={"error": type(error).__name__})
        words = "Baton is coming back in a moment. Please try again."
        response: HttpResponse
        if request.path.startswith("/api/"):
            response = JsonResponse({"code": "unavailable", "message": words}, status=503)
        else:
            response = HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = str(_RETRY_AFTER_S)
        return response
