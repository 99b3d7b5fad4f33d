"""Runs the few hot statements that are worth planning once a connection instead of every time.

Django's cursors merge values into the text, so PostgreSQL parses and plans each statement anew: for
a visitor's message that was half of all its work (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def fetch_all(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The statement's rows. `statement` is one of a few fixed texts.

    Prepared on its second use in a connection, unless DATABASE_PREPARE says no. Raises Django's
    database errors, like any cursor.
    """
    connection.ensure_connection()
    bound: Any = psycopg.Cursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(bound) as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def fetch_one(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The statement's only row; None when it has none. Otherwise as `fetch_all`."""
    rows = fetch_all(statement, values)
    return rows[0] if rows else None
