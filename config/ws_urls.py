"""Websocket addresses: visitors prove themselves by token, staff by session and own origin."""

from __future__ import annotations

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.security.websocket import AllowedHostsOriginValidator

from agents.ws_urls import websocket_urlpatterns as staff_patterns
from chat.ws_urls import websocket_urlpatterns as visitor_patterns
from escalation.board.ws_urls import websocket_urlpatterns as board_patterns


def _guarded(pattern: Any) -> Any:
    pattern.callback = AllowedHostsOriginValidator(AuthMiddlewareStack(pattern.callback))
    return pattern


websocket_urlpatterns = [*visitor_patterns, *map(_guarded, [*staff_patterns, *board_patterns])]
