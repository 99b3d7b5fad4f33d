"""HTTP side of the widget: the session it begins with."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from chat import outlook
from chat.limits import RateLimit
from chat.models import Site, Visitor
from chat.selectors import current_conversation
from chat.types import State
from chat.visitors import (
    active_site,
    address_of,
    make_token,
    origin_allowed,
    visitor_of_token,
)

_sessions = RateLimit(limit=60, period_s=60)
_MAX_BODY = 8 * 1024


@method_decorator(csrf_exempt, name="dispatch")  # no cookie is read: the token is the proof
class WidgetSession(View):
    """Gives a page's widget its visitor token, the site's looks, and the socket's address."""

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Preflight: which site is meant stands in the body, so `post` checks the origin."""
        origin = request.headers.get("Origin", "")
        return _with_cors(HttpResponse(status=204), origin)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Body: site, token?, url, title, language. 403: foreign origin, 404: no such site."""
        origin = request.headers.get("Origin", "")
        body = _body(request)
        site = active_site(str(body.get("site", "")))
        if site is None:
            return _with_cors(_error("unknown_site", "There is no such site.", 404), origin)
        own = f"{request.scheme}://{request.get_host()}"
        if not origin_allowed(site, origin or own, own):
            return _error("origin", "This page may not show the widget.", 403)
        wait_s = _sessions.take(address_of(request))
        if wait_s:
            response = _error("rate_limited", "Too many at once.", 429)
            response["Retry-After"] = str(int(wait_s) + 1)
            return _with_cors(response, origin)
        return _with_cors(JsonResponse(_session(request, site, body)), origin)


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > _MAX_BODY:
        return {}
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _session(request: HttpRequest, site: Site, body: dict[str, Any]) -> dict[str, Any]:
    visitor = visitor_of_token(str(body.get("token") or ""), site)
    known = visitor is not None
    if visitor is None:
        visitor = Visitor.objects.create(site=site)
    conversation = current_conversation(visitor.pk) if known else None
    scheme = "wss" if request.is_secure() else "ws"
    opens_at = outlook.opens_at(site.pk)
    return {
        "token": make_token(visitor),
        "site": {
            "title": site.title,
            "greeting": site.greeting,
            "accent_color": site.accent_color,
            "language": site.language,
            "message_max_chars": site.message_max_chars,
            "opens_at": opens_at.isoformat() if opens_at is not None else None,
        },
        "ws_url": f"{scheme}://{request.get_host()}/ws/visitor/?site={site.key}",
        "open": conversation is not None and conversation.state != State.CLOSED,
    }


def _error(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def _with_cors(response: HttpResponse, origin: str) -> HttpResponse:
    """Lets the page read the answer. The origin was checked against the site where it matters."""
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Headers"] = "content-type"
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Max-Age"] = "600"
        response["Vary"] = "Origin"
    return response
