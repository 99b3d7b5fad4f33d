"""The visitor's socket: parse, authorise, call one service, subscribe, resume."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, TypeVar
from urllib.parse import parse_qs

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from chat import frames, outlook, realtime, selectors, services, wishes
from chat.dbthreads import in_db_thread
from chat.deeds import Deed, carry_out
from chat.heartbeats import hub
from chat.limits import RateLimit
from chat.models import Conversation, Site, Visitor
from chat.sockets import CLOSE_FORBIDDEN, CLOSE_TOO_MANY, FrameSocket
from chat.types import VISITOR, Audience, RefusedMessageError, State
from chat.visitors import active_site, origin_allowed, visitor_of_token

T = TypeVar("T")
_TYPING_INTERVAL_S = 1.0
_open_sockets: Counter[int] = Counter()
_message_limits: dict[int, RateLimit] = {}
_deed_limits = {
    "rate": RateLimit(limit=30, period_s=60),
    "correct_brief": RateLimit(limit=10, period_s=60),
    "choose_way": RateLimit(limit=10, period_s=60),
    "page": RateLimit(limit=60, period_s=60),
}
_conversation_limit = RateLimit(limit=settings.LIVE["new_conversations_per_hour"], period_s=3600)


def visitor_person_group(visitor_id: int) -> str:
    """The group of all of a visitor's sockets, with or without a conversation."""
    return f"visitor.{visitor_id}"


def _known(value: T | None) -> T:
    if value is None:
        raise RuntimeError("asked before the visitor said hello")
    return value


class VisitorConsumer(FrameSocket):
    """One visitor's socket. It starts turns by storing messages, and never runs them."""

    commands = frames.visitor_command
    greetings = (frames.Hello,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._site: Site | None = None
        self._visitor: Visitor | None = None
        self.conversation_id: int | None = None
        self.public_id = ""
        self._hello: frames.Hello | None = None
        self._typing_at = 0.0

    async def opened(self) -> bool:
        """Refuses unknown sites and origins before anything is read."""
        query = parse_qs(self.scope["query_string"].decode("ascii", "replace"))
        site = self._site = await in_db_thread(active_site, query.get("site", [""])[0])
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        scheme = "https" if self.scope.get("scheme") == "wss" else "http"
        if site is None or not origin_allowed(site, origin, f"{scheme}://{host}"):
            await self.close(CLOSE_FORBIDDEN)
            return False
        return True

    async def closed(self) -> None:
        """Leaves every group."""
        hub().remove(self)
        if self._visitor is not None:
            _open_sockets[self.visitor.pk] -= 1
            if _open_sockets[self.visitor.pk] <= 0:
                del _open_sockets[self.visitor.pk]
            await self.channel_layer.group_discard(
                visitor_person_group(self.visitor.pk), self.channel_name
            )
        if self.public_id:
            await self.channel_layer.group_discard(
                realtime.visitor_group(self.public_id), self.channel_name
            )

    async def refuse(self, command: Any, code: str, message: str) -> None:
        """Sends an error that names the message it is about."""
        await self.send_frame(
            frames.ErrorFrame(
                code=code,
                message=message,
                client_id=getattr(command, "client_id", None),
                retry_after_s=1.0 if code in {"unavailable", "too_fast"} else None,
            )
        )

    async def carry_out(self, command: frames.VisitorCommand) -> None:
        """One command, one service."""
        if isinstance(command, frames.Hello):
            await self._greet(command)
        elif self._visitor is None:
            await self.refuse(command, "hello_first", "The first frame must be hello.")
        else:
            with translation.override(self.language):
                await self._as_visitor(command)

    @property
    def site(self) -> Site:
        """The site of this socket, known since it was accepted."""
        return _known(self._site)

    @property
    def visitor(self) -> Visitor:
        """Who is at the other end, known since `hello`."""
        return _known(self._visitor)

    @property
    def language(self) -> str:
        """The language of our own words to this visitor."""
        chosen = self._hello.language if self._hello else ""
        return chosen or self.site.language

    async def _as_visitor(self, command: frames.VisitorCommand) -> None:
        match command:
            case frames.Say():
                await self._say(command, command.text)
            case frames.RequestHuman():
                await self._say(command, wishes.for_a_person())
            case frames.Ping():
                await self._heartbeat()
            case frames.PageViewed() if self.conversation_id is None:
                if self._hello is not None:
                    self._hello = self._hello.model_copy(
                        update={"url": command.url, "title": command.title}
                    )
            case _ if self.conversation_id is None:
                await self.refuse(command, "no_conversation", "There is no conversation yet.")
            case _:
                await self._in_conversation(command, self.conversation_id)

    async def _in_conversation(self, command: frames.VisitorCommand, pk: int) -> None:
        match command:
            case frames.Resume():
                await self._resume(pk, command.after)
            case frames.History():
                await self._history(pk, command)
            case frames.Typing():
                self._typing(command.on)
            case (
                frames.SubmitForm()
                | frames.SkipForm()
                | frames.Rate()
                | frames.CorrectBrief()
                | frames.ChooseWay()
                | frames.PageViewed()
                | frames.EndConversation()
            ):
                await self._do(command, pk)

    # Greeting and subscribing

    async def _greet(self, command: frames.Hello) -> None:
        if self._visitor is None:
            visitor = await in_db_thread(visitor_of_token, command.token, self.site)
            if visitor is None:
                await self.refuse(command, "bad_token", "Please reload the page.")
                await self.close(CLOSE_FORBIDDEN)
                return
            if _open_sockets[visitor.pk] >= settings.LIVE["sockets_per_visitor"]:
                await self.close(CLOSE_TOO_MANY)
                return
            self._visitor = visitor
            _open_sockets[visitor.pk] += 1
            await self.channel_layer.group_add(visitor_person_group(visitor.pk), self.channel_name)
            hub().add(self)
        self._hello = command
        conversation = await in_db_thread(selectors.current_conversation, self.visitor.pk)
        if conversation is None:
            await self._welcome(None, None, 0)
            return
        await self._subscribe(conversation.pk, str(conversation.public_id))
        await self._catch_up_from(command.after, conversation.pk)
        await self._tell_wait(conversation)
        if command.url:
            await in_db_thread(
                services.view_page,
                conversation_id=conversation.pk,
                url=command.url,
                title=command.title,
            )

    async def _tell_wait(self, conversation: Conversation) -> None:
        """A visitor who comes back in the middle of a wait knows at once how it stands."""
        if conversation.state not in {State.QUEUED, State.OFFERED}:
            return
        frame = await in_db_thread(outlook.wait_of, conversation.pk, self.public_id)
        if frame is not None:
            await self.send_frame(frame)

    async def _subscribe(self, pk: int, public_id: str) -> None:
        if self.conversation_id == pk:
            return
        if self.public_id:
            await self.channel_layer.group_discard(
                realtime.visitor_group(self.public_id), self.channel_name
            )
        await self.channel_layer.group_add(realtime.visitor_group(public_id), self.channel_name)
        self.conversation_id, self.public_id = pk, public_id

    async def _catch_up_from(self, after: int, pk: int) -> None:
        newest = (await in_db_thread(selectors.newest_seqs, [pk], Audience.PUBLIC))[pk]
        behind = newest - after
        if after == 0 or behind < 0 or behind > settings.LIVE["resume_max_entries"]:
            view = await in_db_thread(selectors.snapshot, pk, Audience.PUBLIC)
            await self._welcome(self.public_id, view, view.seq)
            return
        await self._welcome(self.public_id, None, newest)
        await self._resume(pk, after)

    async def _welcome(
        self, conversation: str | None, view: frames.ConversationView | None, seq: int
    ) -> None:
        await self.send_frame(
            frames.Welcome(
                conversation=conversation,
                seq=seq,
                heartbeat_s=settings.LIVE["heartbeat_s"],
                message_max_chars=self.site.message_max_chars,
                view=view,
            )
        )

    async def _resume(self, pk: int, after: int) -> None:
        limit = settings.LIVE["resume_max_entries"]
        entries = await in_db_thread(
            selectors.entries_after, pk, after=after, audience=Audience.PUBLIC, limit=limit + 1
        )
        if len(entries) > limit:
            view = await in_db_thread(selectors.snapshot, pk, Audience.PUBLIC)
            await self.send_frame(frames.SnapshotFrame(conversation=self.public_id, view=view))
            return
        seq = entries[-1].seq if entries else after
        await self.send_frame(
            frames.EntriesFrame.model_construct(
                conversation=self.public_id, entries=entries, seq=seq
            )
        )

    async def _history(self, pk: int, command: frames.History) -> None:
        items, more = await in_db_thread(
            selectors.items_before,
            pk,
            before=command.before,
            audience=Audience.PUBLIC,
            limit=command.limit,
        )
        await self.send_frame(
            frames.HistoryFrame(conversation=self.public_id, items=items, more=more)
        )

    async def _heartbeat(self) -> None:
        pk = self.conversation_id
        seqs = await in_db_thread(selectors.newest_seqs, [pk], Audience.PUBLIC) if pk else {}
        await self.send_frame(frames.Heartbeat(seq=seqs.get(pk or 0, 0)))

    async def conversation_started(self, message: dict[str, Any]) -> None:
        """Another tab of this visitor (or this one) began a conversation: show it here too."""
        if self.conversation_id == message["conversation"]:
            return
        await self._subscribe(message["conversation"], message["public_id"])
        view = await in_db_thread(selectors.snapshot, message["conversation"], Audience.PUBLIC)
        await self.send_frame(frames.SnapshotFrame(conversation=self.public_id, view=view))

    # Words

    async def _say(self, command: frames.Say | frames.RequestHuman, text: str) -> None:
        if len(text) > self.site.message_max_chars:
            limit = self.site.message_max_chars
            message = _("This message is too long: at most %(limit)s characters.")
            await self.refuse(command, "too_long", message % {"limit": limit})
            return
        if await self._too_many(command):
            return
        if self.conversation_id is None and not await self._begin(command):
            return
        try:
            try:
                await self._post(command, text)
            except RefusedMessageError as error:
                if error.code != "closed":
                    raise
                # It ended too long ago to go on in it: these words begin a new one.
                if await self._begin(command):
                    await self._post(command, text)
        except RefusedMessageError as error:
            await self.refuse(command, error.code, error.message)

    async def _post(self, command: frames.Say | frames.RequestHuman, text: str) -> None:
        entry = await in_db_thread(
            services.post_visitor_message,
            conversation_id=self.conversation_id or 0,
            client_id=command.client_id,
            text=text,
        )
        await self.send_frame(
            frames.Ack.model_construct(
                conversation=self.public_id,
                client_id=command.client_id,
                seq=entry.public_seq or 0,
            )
        )

    async def _too_many(self, command: frames.Say | frames.RequestHuman) -> bool:
        per_minute = self.site.messages_per_minute
        limit = _message_limits.get(per_minute)
        if limit is None:
            limit = _message_limits[per_minute] = RateLimit(limit=per_minute, period_s=60)
        return await self._limited(command, limit.take(str(self.visitor.pk)))

    async def _limited(self, command: frames.Say | frames.RequestHuman, wait_s: float) -> bool:
        if wait_s <= 0:
            return False
        await self.send_frame(
            frames.ErrorFrame(
                code="rate_limited",
                message=_("That was a lot at once. Your message is sent in a moment."),
                client_id=command.client_id,
                retry_after_s=round(wait_s, 1),
            )
        )
        return True

    async def _begin(self, command: frames.Say | frames.RequestHuman) -> bool:
        """A conversation exists and this socket is subscribed to it."""
        hello = _known(self._hello)
        if await self._limited(command, _conversation_limit.take(str(self.visitor.pk))):
            return False
        conversation: Conversation = await in_db_thread(
            services.ensure_conversation,
            site=self.site,
            visitor_id=self.visitor.pk,
            start_url=hello.url,
            start_title=hello.title,
            language=hello.language,
        )
        await self._subscribe(conversation.pk, str(conversation.public_id))
        view = await in_db_thread(selectors.snapshot, conversation.pk, Audience.PUBLIC)
        await self.send_frame(frames.SnapshotFrame(conversation=self.public_id, view=view))
        realtime.publish_raw(
            visitor_person_group(self.visitor.pk),
            {
                "type": "conversation.started",
                "conversation": conversation.pk,
                "public_id": self.public_id,
            },
        )
        return True

    async def _do(self, command: Deed, pk: int) -> None:
        limit = _deed_limits.get(command.type)
        if limit is not None and limit.take(str(self.visitor.pk)) > 0:
            if not isinstance(command, frames.PageViewed):  # nobody waits for an answer to it
                await self.refuse(command, "rate_limited", _("Please try again in a moment."))
            return
        try:
            seq = await in_db_thread(carry_out, pk, command)
        except RefusedMessageError as error:
            await self.refuse(command, error.code, error.message)
            return
        if isinstance(command, frames.CorrectBrief):
            await self.send_frame(
                frames.Ack(conversation=self.public_id, client_id=command.client_id, seq=seq or 0)
            )

    def _typing(self, on: bool) -> None:
        now = time.monotonic()
        if on and now - self._typing_at < _TYPING_INTERVAL_S:
            return
        self._typing_at = now if on else 0.0
        services.show_typing(public_id=self.public_id, author=VISITOR, on=on)
