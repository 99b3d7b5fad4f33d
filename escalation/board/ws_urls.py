"""Websocket address of the board."""

from django.urls import path

from escalation.board.consumer import BoardConsumer

websocket_urlpatterns = [path("ws/board/", BoardConsumer.as_asgi())]
