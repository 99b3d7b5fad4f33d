"""Websocket addresses of the kernel."""

from django.urls import path

from chat.consumers import VisitorConsumer

websocket_urlpatterns = [path("ws/visitor/", VisitorConsumer.as_asgi())]
