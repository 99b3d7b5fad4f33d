"""Shared by this app's admin pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString


class ReadOnlyMixin:
    """Rows that the product writes and people only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes rows by hand."""
        return False


def link(url: str, text: str) -> SafeString:
    """A link in the colours of the admin."""
    return format_html(
        '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', url, text
    )
