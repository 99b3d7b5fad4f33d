"""The board's socket: lets in who may look, and shows the board whenever it changes."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.utils import timezone

from chat.dbthreads import in_db_thread
from chat.sockets import CLOSE_FORBIDDEN, CLOSE_NOT_SIGNED_IN, CLOSE_RESTART, FrameSocket
from chat.types import AccessDeniedError
from escalation.board.access import BoardAccess, access_to_board
from escalation.board.frames import (
    BoardCommand,
    BoardError,
    BoardJoin,
    BoardStill,
    BoardWelcome,
    board_command,
)
from escalation.board.live import hub
from escalation.board.snapshot import snapshot

_ACCESS_INTERVAL_S = 10.0
"""How often a page that stays open is checked again."""

_DRAIN_BYTES_PER_S = 256 * 1024
"""What any working page takes off the line: it is sent a lot and says little."""

_NOBODY = BoardAccess(user_id=0, name="", may_act=False)


class BoardConsumer(FrameSocket):
    """One board of one supervisor."""

    commands = board_command
    greetings = (BoardJoin,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._access = _NOBODY
        self._checked_at = 0.0
        self._sent_at = 0.0

    async def opened(self) -> bool:
        """Turns away who is not signed in (4401) or may not look at the board (4403)."""
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            return await self._turn_away(CLOSE_NOT_SIGNED_IN)
        try:
            self._access = await in_db_thread(access_to_board, user.pk)
        except AccessDeniedError:
            return await self._turn_away(CLOSE_FORBIDDEN)
        self._checked_at = time.monotonic()
        return True

    async def _turn_away(self, code: int) -> bool:
        # Browsers show a close code only of a socket that was accepted.
        await self.accept()
        await self.close(code)
        return False

    async def closed(self) -> None:
        """Nothing is shown to this page any more."""
        hub().remove(self)

    async def carry_out(self, command: BoardCommand) -> None:
        """`join` is answered by the whole board, `beat` by `beat`."""
        if not await self._still_allowed():
            return
        if not isinstance(command, BoardJoin):
            await self.send_frame(BoardStill())
            return
        await self.send_frame(
            BoardWelcome(heartbeat_s=settings.LIVE["heartbeat_s"], may_act=self._access.may_act)
        )
        await hub().add(self)
        await self.send_frame(await in_db_thread(lambda: snapshot(timezone.now())))

    async def refuse(self, command: Any, code: str, message: str) -> None:
        """Says so."""
        await self.send_frame(BoardError(code=code, message=message))

    async def show(self, text: str) -> None:
        """Sends a serialised board, unless the account may no longer see it (4403)."""
        if await self._still_allowed():
            await self.send_text(text)

    async def send_text(self, text: str) -> None:
        """Sends a serialised frame; closed (4408) is only who falls behind the drain for long."""
        now = time.monotonic()
        drained = int((now - self._sent_at) * _DRAIN_BYTES_PER_S)
        self._unconfirmed_bytes = max(0, self._unconfirmed_bytes - drained)
        self._sent_at = now
        await super().send_text(text)

    async def _still_allowed(self) -> bool:
        now = time.monotonic()
        if now - self._checked_at < _ACCESS_INTERVAL_S:
            return True
        self._checked_at = now
        try:
            access = await in_db_thread(access_to_board, self._access.user_id)
        except AccessDeniedError:
            access = None
        if access != self._access:
            # The page comes back with the rights it has now, or learns that it has none.
            await self.close(CLOSE_FORBIDDEN if access is None else CLOSE_RESTART)
        return access == self._access
