"""The staff's socket: parse, authorise, call one service, subscribe, resume."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from agents import frames, selectors, services
from agents.live import hub
from agents.selectors import Access
from agents.types import NotPossibleError
from chat import selectors as chat
from chat.dbthreads import in_db_thread
from chat.frames import EntriesFrame, Frame, HistoryFrame, SnapshotFrame
from chat.realtime import agent_group, staff_group
from chat.sockets import CLOSE_FORBIDDEN, CLOSE_NOT_SIGNED_IN, FrameSocket
from chat.types import AccessDeniedError, Audience, ChatError, RefusedMessageError

_ACCESS_INTERVAL_S = 10.0
"""How often a page that stays open is checked again, and counts as a sign of life."""
_TYPING_INTERVAL_S = 1.0
_DRAIN_BYTES_PER_S = 256 * 1024
"""What any working page takes off the line. A page is told of everything that happens, and confirms
only with its beats: without this a busy minute would look like a slow client."""
_MAX_OPEN = 500
"""Conversations that one page may follow at once; the longest-open one is left for a new one."""

_NOBODY = Access(user_id=0, name="", agent_id=None)

Deed = Callable[[Any, int, int], int]
"""(command, agent, conversation) -> newest number."""

_DEEDS: Mapping[type[Frame], Deed] = {
    frames.Accept: lambda _, agent, talk: services.accept(agent_id=agent, conversation_id=talk),
    frames.Decline: lambda _, agent, talk: services.decline(agent_id=agent, conversation_id=talk),
    frames.TakeOver: lambda _, agent, talk: services.take_over(
        agent_id=agent, conversation_id=talk
    ),
    frames.HandBack: lambda command, agent, talk: services.hand_back(
        agent_id=agent, conversation_id=talk, brief=command.brief
    ),
    frames.Transfer: lambda command, agent, talk: services.transfer(
        agent_id=agent,
        conversation_id=talk,
        queue_id=command.queue,
        to_agent_id=command.agent,
        note=command.note,
    ),
    frames.Resolve: lambda command, agent, talk: services.resolve(
        agent_id=agent, conversation_id=talk, outcome=command.outcome
    ),
    frames.Reply: lambda command, agent, talk: services.reply(
        agent_id=agent, conversation_id=talk, client_id=command.client_id, text=command.text
    ),
    frames.Note: lambda command, agent, talk: services.note(
        agent_id=agent, conversation_id=talk, client_id=command.client_id, text=command.text
    ),
    frames.RateAnswer: lambda command, agent, talk: services.rate_answer(
        agent_id=agent, conversation_id=talk, turn=command.turn, verdict=command.verdict
    ),
}


class InboxConsumer(FrameSocket):
    """One inbox page of one member of staff."""

    commands = frames.staff_command
    greetings = (frames.Join,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = _NOBODY
        self._joined = False
        self._open: dict[str, int] = {}  # public id -> primary key, in order of opening
        self._checked_at = 0.0
        self._typing_at: dict[str, float] = {}
        self._sent_at = 0.0

    @property
    def agent_id(self) -> int | None:
        """Whose page it is; None for a manager who only looks."""
        return self.access.agent_id

    # The socket's life

    async def opened(self) -> bool:
        """Turns away who is not signed in (4401) or may not look into the inbox (4403)."""
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            return await self._turn_away(CLOSE_NOT_SIGNED_IN)
        try:
            self.access = await in_db_thread(selectors.access_as_agent, user.pk)
        except AccessDeniedError:
            return await self._turn_away(CLOSE_FORBIDDEN)
        return True

    async def _turn_away(self, code: int) -> bool:
        # Browsers show a close code only of a socket that was accepted.
        await self.accept()
        await self.close(code)
        return False

    async def closed(self) -> None:
        """Leaves every group. The agent's presence runs out by itself, unless a page comes back."""
        hub().remove(self)
        if self._joined and self.agent_id is not None:
            await self.channel_layer.group_discard(agent_group(self.agent_id), self.channel_name)
        for public_id in list(self._open):
            await self._leave(public_id)

    async def refuse(self, command: Any, code: str, message: str) -> None:
        """Sends an error with the command's `ref`."""
        await self.send_frame(
            frames.StaffError(ref=getattr(command, "ref", None), code=code, message=message)
        )

    async def send_text(self, text: str) -> None:
        """Sends a serialised frame; closed (4408) is only who falls behind the drain for long."""
        now = time.monotonic()
        drained = int((now - self._sent_at) * _DRAIN_BYTES_PER_S)
        self._unconfirmed_bytes = max(0, self._unconfirmed_bytes - drained)
        self._sent_at = now
        await super().send_text(text)

    # Commands

    async def carry_out(self, command: frames.StaffCommand) -> None:
        """One command, one service; what was not possible is answered with a code."""
        try:
            if isinstance(command, frames.Join):
                await self._join()
            elif not self._joined:
                await self.refuse(command, "join_first", "The first frame must be join.")
            elif type(command) in _DEEDS:
                await self._do(command)
            else:
                await self._look(command)
        except (NotPossibleError, RefusedMessageError) as error:
            await self.refuse(command, error.code, error.message)
        except AccessDeniedError:
            await self.refuse(command, "not_found", "There is no such conversation.")
        except ChatError:
            await self.refuse(command, "not_possible", "Somebody was faster. Look again.")

    async def _do(self, command: Any) -> None:
        agent_id = self._agent()
        talk = await in_db_thread(selectors.conversation_id_of, command.conversation)
        seq = await in_db_thread(_DEEDS[type(command)], command, agent_id, talk)
        await self.send_frame(frames.Done(ref=command.ref, seq=seq))

    def _agent(self) -> int:
        if self.agent_id is None:
            raise NotPossibleError("read_only", "You can look, but only agents can do this.")
        return self.agent_id

    async def _look(self, command: frames.StaffCommand) -> None:
        match command:
            case frames.ListRows():
                await self._list(command)
            case frames.Open():
                await self._open_conversation(command)
            case frames.Leave():
                await self._leave(command.conversation)
            case frames.ResumeConversation():
                await self._resume(command)
            case frames.HistoryOf():
                await self._history(command)
            case frames.ReadUpTo():
                await self._read_up_to(command)
            case frames.TypingIn():
                await self._typing(command)
            case frames.AskColleagues():
                found = await in_db_thread(selectors.colleagues, self.agent_id)
                await self.send_frame(frames.ColleaguesFrame(ref=command.ref, colleagues=found))
            case frames.SetPresence():
                agent_id, presence = self._agent(), command.presence
                await in_db_thread(services.set_presence, agent_id=agent_id, presence=presence)
                await self.send_frame(frames.Done(ref=command.ref))
            case frames.Beat():
                await self._beat()

    async def _join(self) -> None:
        if not self._joined:
            self._joined = True
            if self.agent_id is not None:
                await self.channel_layer.group_add(agent_group(self.agent_id), self.channel_name)
            await hub().add(self)
        if not await self._still_allowed():
            return
        await self.send_frame(await in_db_thread(selectors.welcome, self.access))
        if self.agent_id is not None:
            for offer in await in_db_thread(selectors.offers_to, self.agent_id):
                await self.send_frame(offer)

    async def _list(self, command: frames.ListRows) -> None:
        rows, more = await in_db_thread(selectors.rows, command.query, self.agent_id)
        counts = await in_db_thread(selectors.counts_for, [self.agent_id])
        await self.send_frame(
            frames.RowsFrame(ref=command.ref, rows=rows, counts=counts[self.agent_id], more=more)
        )

    # Following conversations

    async def _open_conversation(self, command: frames.Open) -> None:
        """Subscribes first and reads then: what comes twice the client drops by its number."""
        public_id = command.conversation
        pk = await in_db_thread(selectors.conversation_id_of, public_id)
        if public_id not in self._open:
            if len(self._open) >= _MAX_OPEN:
                await self._leave(next(iter(self._open)))
            self._open[public_id] = pk
            await self.channel_layer.group_add(staff_group(public_id), self.channel_name)
        found = await in_db_thread(selectors.opened, pk, self.agent_id)
        await self.send_frame(
            frames.StaffSnapshot(
                ref=command.ref,
                row=found.row,
                view=found.view,
                visitor=found.visitor,
                brief=found.brief,
            )
        )

    async def _leave(self, public_id: str) -> None:
        if self._open.pop(public_id, None) is not None:
            await self.channel_layer.group_discard(staff_group(public_id), self.channel_name)

    async def _id_of(self, public_id: str) -> int:
        if public_id in self._open:
            return self._open[public_id]
        return await in_db_thread(selectors.conversation_id_of, public_id)

    async def _resume(self, command: frames.ResumeConversation) -> None:
        public_id, after = command.conversation, command.after
        pk = await self._id_of(public_id)
        limit = settings.LIVE["resume_max_entries"]
        entries = await in_db_thread(
            chat.entries_after, pk, after=after, audience=Audience.STAFF, limit=limit + 1
        )
        if len(entries) > limit:
            view = await in_db_thread(chat.snapshot, pk, Audience.STAFF)
            await self.send_frame(SnapshotFrame(conversation=public_id, view=view))
            return
        seq = entries[-1].seq if entries else after
        await self.send_frame(
            EntriesFrame.model_construct(conversation=public_id, entries=entries, seq=seq)
        )

    async def _history(self, command: frames.HistoryOf) -> None:
        items, more = await in_db_thread(
            chat.items_before,
            await self._id_of(command.conversation),
            before=command.before,
            audience=Audience.STAFF,
            limit=command.limit,
        )
        await self.send_frame(
            HistoryFrame(conversation=command.conversation, items=items, more=more)
        )
        await self.send_frame(frames.Done(ref=command.ref))

    async def _read_up_to(self, command: frames.ReadUpTo) -> None:
        if self.agent_id is None:
            return  # nothing counts as unread for somebody who only looks
        await in_db_thread(
            services.mark_read,
            agent_id=self.agent_id,
            conversation_id=await self._id_of(command.conversation),
            seq=command.seq,
        )

    async def _typing(self, command: frames.TypingIn) -> None:
        public_id, now = command.conversation, time.monotonic()
        last = self._typing_at.get(public_id, 0.0)
        if self.agent_id is None or (command.on and now - last < _TYPING_INTERVAL_S):
            return
        self._typing_at = {public_id: now} if command.on else {}
        await in_db_thread(
            services.show_typing,
            agent_id=self.agent_id,
            conversation_id=await self._id_of(public_id),
            public_id=public_id,
            on=command.on,
        )

    async def _beat(self) -> None:
        due = time.monotonic() - self._checked_at >= _ACCESS_INTERVAL_S
        if due and not await self._still_allowed():
            return
        newest = await in_db_thread(chat.newest_seqs, list(self._open.values()), Audience.STAFF)
        seqs = {public_id: newest[pk] for public_id, pk in self._open.items() if pk in newest}
        await self.send_frame(frames.InboxHeartbeat(seqs=seqs))

    async def _still_allowed(self) -> bool:
        """A sign of life, and a look whether this account may still be here; else it is closed."""
        self._checked_at = time.monotonic()
        allowed = await in_db_thread(_is_unchanged, self.access)
        if not allowed:
            await self.close(CLOSE_FORBIDDEN)
        elif self.agent_id is not None:
            await in_db_thread(services.beat, agent_id=self.agent_id)
        return allowed


def _is_unchanged(access: Access) -> bool:
    try:
        return selectors.access_as_agent(access.user_id).agent_id == access.agent_id
    except AccessDeniedError:
        return False
