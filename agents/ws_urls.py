"""Websocket addresses of the agents app."""

from django.urls import path

from agents.consumers import InboxConsumer

websocket_urlpatterns = [path("ws/inbox/", InboxConsumer.as_asgi())]
