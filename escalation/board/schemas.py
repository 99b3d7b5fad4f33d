"""What is sent to act on the board."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

_NOTE_CHARS = 300


class ToAgentSerializer(serializers.Serializer[Any]):
    """To whom a conversation goes."""

    agent = serializers.IntegerField(min_value=1)


class ToQueueSerializer(serializers.Serializer[Any]):
    """Where a waiting conversation goes on waiting."""

    queue = serializers.IntegerField(min_value=1)


class GiveSerializer(serializers.Serializer[Any]):
    """Who keeps a promise; null: the people of its queue."""

    agent = serializers.IntegerField(min_value=1, allow_null=True)


class PostponeSerializer(serializers.Serializer[Any]):
    """When it is due instead, with an offset from UTC."""

    due_at = serializers.DateTimeField()


class NoteSerializer(serializers.Serializer[Any]):
    """What became of it, for colleagues."""

    note = serializers.CharField(max_length=_NOTE_CHARS, allow_blank=True, default="")


class NothingSerializer(serializers.Serializer[Any]):
    """No words are needed."""


class DoneSerializer(serializers.Serializer[Any]):
    """The board after the deed, as the socket sends it. `told`: how many got a mail."""

    board = serializers.DictField()
    told = serializers.IntegerField(required=False)


class RefusedSerializer(serializers.Serializer[Any]):
    """Why it could not be done. `code` is for scripts, `detail` for people."""

    code = serializers.CharField()
    detail = serializers.CharField()
