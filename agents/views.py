"""The inbox page: a shell with what its script needs to begin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agents.beside import board_url
from agents.selectors import Access, access_as_agent
from chat.types import AccessDeniedError

WS_PATH = "/ws/inbox/"


@require_safe
@never_cache
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The inbox for agents and managers; everybody else reads (403) what to ask for."""
    try:
        access = access_as_agent(request.user.pk or 0)
    except AccessDeniedError:
        return render(request, "inbox/no_access.html", status=403)
    return render(request, "inbox/inbox.html", {"bootstrap": _bootstrap(request, access)})


def _bootstrap(request: HttpRequest, access: Access) -> dict[str, Any]:
    return {
        "user": {"id": access.user_id, "name": access.name},
        "ws_path": WS_PATH,
        "admin_url": reverse("admin:index"),
        "board_url": board_url(access.user_id),
        "logout_url": reverse("logout"),
        "csrf_token": get_token(request),
    }
