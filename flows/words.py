"""Words of an answer on their way: sent to both sides at most some twenty times a second."""

from __future__ import annotations

import asyncio

from django.conf import settings

from chat.services import show_delta


class WordsUnderWay:
    """Collects released words and sends them as deltas; what comes quickly travels together.

    `text` is everything released so far. Only the final entry is numbered and stored.
    """

    def __init__(self, *, public_id: str, turn_id: int) -> None:
        self.text = ""
        self._public_id = public_id
        self._turn_id = turn_id
        self._sent = 0  # characters
        self._sent_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def release(self, words: str) -> None:
        """The words may be seen; they are sent now, or with those of the next moment."""
        self.text += words
        if self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        due = self._sent_at + settings.LIVE["delta_interval_ms"] / 1000
        if loop.time() >= due:
            self._send()
        else:
            self._timer = loop.call_at(due, self._send)

    def stop(self) -> None:
        """Nothing more is sent: the final entry takes over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def withdraw(self) -> None:
        """Clients drop what they saw: the transcript is the truth."""
        self.stop()
        if self._sent:
            show_delta(public_id=self._public_id, turn_id=self._turn_id, offset=0, text="")

    def _send(self) -> None:
        self._timer = None
        show_delta(
            public_id=self._public_id,
            turn_id=self._turn_id,
            offset=self._sent,
            text=self.text[self._sent :],
        )
        self._sent = len(self.text)
        self._sent_at = asyncio.get_running_loop().time()
