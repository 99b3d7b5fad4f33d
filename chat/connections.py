"""Which visitors are connected, to about half a minute: for whoever could reach them otherwise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

_MARK = """
    UPDATE chat_visitor SET connected_at = %s
    WHERE id IN (
        SELECT id FROM chat_visitor WHERE id = ANY(%s)
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    )
"""


def mark_connected(visitor_ids: Collection[int], at: datetime) -> None:
    """These visitors were connected at that moment; one statement, however many they are.

    A row that somebody else is writing is left out: the next mark is half a minute away.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [at, list(visitor_ids)])
