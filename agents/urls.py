"""HTTP addresses of the agents app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
