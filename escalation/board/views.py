"""The board's page: a shell with what its script needs to begin."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.types import AccessDeniedError
from escalation.board.access import access_to_board, board_url_for

WS_PATH = "/ws/board/"


@require_safe
@never_cache
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """The board for who may look at it; everybody else reads (403) what to ask for."""
    try:
        access = access_to_board(request.user.pk or 0)
    except AccessDeniedError:
        return render(request, "board/no_access.html", status=403)
    bootstrap = {
        "name": access.name,
        "may_act": access.may_act,
        "ws_path": WS_PATH,
        "api_url": reverse("board-snapshot"),
        "inbox_url": reverse("inbox"),
        "admin_url": reverse("admin:index"),
        "login_url": f"{reverse('login')}?next={reverse('board')}",
        "csrf_token": get_token(request),
    }
    return render(request, "board/board.html", {"bootstrap": bootstrap})


def admin_links(request: HttpRequest) -> list[dict[str, str]]:
    """What the administration's name leads to, for its menu: the pages for the day's work."""
    links = [{"title": _("Inbox"), "icon": "inbox", "link": reverse("inbox")}]
    board_url = board_url_for(request.user.pk or 0)
    if board_url:
        links.append({"title": _("Board"), "icon": "dashboard", "link": board_url})
    return links
