"""Websocket addresses of the agents app."""

from django.urls import URLPattern

websocket_urlpatterns: list[URLPattern] = []
