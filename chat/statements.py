"""Runs the few hot statements that are worth planning once a connection instead of every time.

Django's cursors merge values into the text, so PostgreSQL parses and plans each statement anew: for
a visitor's message that was half of all its work (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def fetch_one(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The statement's first row; None when it has none. `statement` is one of a few fixed texts.

    Prepared on its second use in a connection, unless DATABASE_PREPARE says no. Raises Django's
    database errors, like any cursor.
    """
    connection.ensure_connection()
    bound: Any = psycopg.Cursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(bound) as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
