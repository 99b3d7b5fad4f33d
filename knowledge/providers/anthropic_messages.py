"""The answerer that asks a model over the Anthropic Messages API, or a server that speaks it.

One request states the judgement and then the answer, as JSON whose fields come in a fixed order:
half the cost and waiting of two requests, and nothing of the answer is read before the judgement.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from django.conf import settings

from knowledge import prompts
from knowledge.providers.base import ProviderError, ProviderRefused
from knowledge.providers.reading import ReplyReader
from knowledge.types import (
    Answer,
    AnswerRequest,
    Profile,
    Retrieval,
    StreamItem,
    Usage,
)

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S: Final = 5.0
# What reading from the prompt cache and writing to it costs, in prices of ordinary input.
CACHE_READ: Final = 0.1
CACHE_WRITE: Final = 1.25
_COMPLETE = frozenset({"end_turn", "stop_sequence"})
_TOO_LONG = re.compile(
    r"too long|context (?:window|length|size)|exceeds? .{0,40}(?:context|tokens)|too many tokens",
    re.IGNORECASE,
)
_STATUS_CODES = {400: "bad_request", 401: "bad_key", 403: "bad_key", 404: "bad_request"}
_RETRYABLE = {
    "rate_limit_error": "rate_limited",
    "overloaded_error": "overloaded",
    "api_error": "server_error",
    "timeout_error": "server_error",
}

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, str], AsyncAnthropic]]
_clients = WeakKeyDictionary()


class AnthropicMessages:
    """Streams one structured reply; every failure becomes a ProviderError with a stable code."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    async def stream(
        self, request: AnswerRequest, found: Retrieval
    ) -> AsyncGenerator[StreamItem, None]:
        """One Assessment, checked Deltas, one Answer. Raises ProviderError or ProviderRefused."""
        started = time.monotonic()
        passages = found.passages[: prompts.PASSAGES]
        reader = ReplyReader(
            passages,
            found.evidence,
            request.language,
            question=request.question,
            knots=found.knots,
            prompt=prompts.system_text(self._profile.instructions),
        )
        final: Message | None = None
        try:
            async with aclosing(self._events(prompts.user_text(request, passages))) as events:
                async for event in events:
                    if not isinstance(event, str):
                        final = event
                        continue
                    for item in reader.feed(event):
                        yield item
            for rest in _finished(reader, final):
                yield rest
        except ProviderError as error:
            if final is not None:
                error.usage = self._usage(final, started)
                self._log(final, error.usage)
            if reader.unsupported and error.code != "ungrounded":
                # It broke off after the check had failed: the failed check is what counts.
                raise reader.ungrounded() from error
            raise
        assert final is not None  # noqa: S101 - _finished() saw to it
        usage = self._usage(final, started)
        self._log(final, usage)
        yield _answer(reader, final, usage)

    def _usage(self, final: Message, started: float) -> Usage:
        used, profile = final.usage, self._profile
        read, written = used.cache_read_input_tokens or 0, used.cache_creation_input_tokens or 0
        cost = None
        if profile.input_price or profile.output_price:
            weighed = used.input_tokens + CACHE_READ * read + CACHE_WRITE * written
            cost = weighed * profile.input_price + used.output_tokens * profile.output_price
            cost = round(cost / 1_000_000, 8)
        return Usage(
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
            cached_tokens=read,
            elapsed_ms=(time.monotonic() - started) * 1000,
            cache_written_tokens=written,
            cost=cost,
        )

    def _log(self, final: Message, usage: Usage) -> None:
        logger.info(
            "model replied",
            extra={
                "profile": self._profile.id,
                "model": final.model,
                "stop_reason": final.stop_reason,
                "input_tokens": usage.input_tokens,
                "output_tokens": usage.output_tokens,
                "cached_tokens": usage.cached_tokens,
                "cache_written_tokens": usage.cache_written_tokens,
                "cost": usage.cost,
                "elapsed_ms": round(usage.elapsed_ms),
            },
        )

    async def _events(self, user_text: str) -> AsyncGenerator[str | Message, None]:
        """Pieces of the reply's text, then the whole message; failures as ProviderError."""
        import anthropic
        import httpx2

        try:
            async with aclosing(self._raw_events(user_text)) as events:
                async for event in events:
                    yield event
        except anthropic.APIStatusError as error:
            raise _of_status(error) from error
        except anthropic.APITimeoutError as error:
            raise ProviderError("timeout", retryable=False) from error
        except anthropic.APIConnectionError as error:
            raise ProviderError("unreachable", retryable=True) from error
        except httpx2.TransportError as error:
            raise ProviderError("cut", retryable=True) from error
        except (json.JSONDecodeError, anthropic.APIError, RuntimeError) as error:
            # The SDK raises a plain RuntimeError when events come in an impossible order.
            raise ProviderError("malformed", retryable=False) from error

    async def _raw_events(self, user_text: str) -> AsyncGenerator[str | Message, None]:
        """As `_events`, with the SDK's own exceptions; keeps the profile's time limits."""
        client = _client(self._profile.base_url)
        deadline = time.monotonic() + self._profile.timeout_s
        first = time.monotonic() + self._profile.first_token_timeout_s
        manager = client.messages.stream(**self._arguments(user_text))
        stream = await _within(manager.__aenter__(), min(first, deadline), "slow_start")
        try:
            texts: AsyncIterator[str] = aiter(stream.text_stream)
            limit, code = min(first, deadline), "slow_start"
            while True:
                text = await _within(anext(texts, None), limit, code)
                if text is None:
                    break
                limit, code = deadline, "timeout"
                yield text
            yield await _within(stream.get_final_message(), deadline, "timeout")
        finally:
            await manager.__aexit__(None, None, None)

    def _arguments(self, user_text: str) -> dict[str, Any]:
        output: dict[str, Any] = {"format": {"type": "json_schema", "schema": prompts.SCHEMA}}
        if self._profile.effort:
            output["effort"] = self._profile.effort
        return {
            "model": self._profile.model,
            "max_tokens": self._profile.max_tokens,
            "system": [
                {
                    "type": "text",
                    "text": prompts.system_text(self._profile.instructions),
                    "cache_control": {"type": "ephemeral"},
                }
            ],
            "messages": [{"role": "user", "content": user_text}],
            "output_config": output,
        }


def _finished(reader: ReplyReader, final: Message | None) -> Iterator[StreamItem]:
    """What the reader still held, now that the reply is over. Raises ProviderError."""
    if final is None:
        raise ProviderError("cut", retryable=not reader.released)
    if final.stop_reason == "refusal":
        raise ProviderRefused
    if final.stop_reason == "model_context_window_exceeded" and not reader.released:
        raise ProviderError("too_long", retryable=False)
    yield from reader.finish(complete=final.stop_reason in _COMPLETE)


def _answer(reader: ReplyReader, final: Message, usage: Usage) -> Answer:
    assert reader.assessment is not None  # noqa: S101 - finish() saw to it
    return Answer(
        text="".join(reader.released),
        citations=reader.citations(),
        assessment=reader.assessment,
        provider="anthropic_messages",
        model=final.model,
        stop_reason=final.stop_reason or "",
        usage=usage,
        prompt_version=prompts.PROMPT_VERSION,
    )


def _client(base_url: str) -> AsyncAnthropic:
    """The long-lived client for this key, address and event loop. Raises ProviderError(no_key).

    Connections belong to the event loop that opened them, so each loop has clients of its own.
    """
    import anthropic
    import httpx2

    key = settings.ANTHROPIC_API_KEY
    if not key:
        raise ProviderError("no_key", retryable=False)
    address = base_url or settings.ANTHROPIC_BASE_URL
    clients = _clients.setdefault(asyncio.get_running_loop(), {})
    if (key, address) not in clients:
        clients[key, address] = anthropic.AsyncAnthropic(
            api_key=key,
            base_url=address or None,
            timeout=httpx2.Timeout(120.0, connect=CONNECT_TIMEOUT_S),
            max_retries=0,  # `answering` retries, and knows what the visitor has already seen
        )
    return clients[key, address]


async def _within(work: Any, deadline: float, code: str) -> Any:
    """The result of the awaitable. Raises ProviderError with the code at the deadline."""
    try:
        return await asyncio.wait_for(work, max(0.0, deadline - time.monotonic()))
    except TimeoutError as error:
        raise ProviderError(code, retryable=False) from error


def _of_status(error: Any) -> ProviderError:
    """What an error status, or an error event in mid-stream (its status is 200), stands for."""
    body = error.body if isinstance(error.body, dict) else {}
    about = body.get("error")
    kind = about.get("type", "") if isinstance(about, dict) else ""
    status = error.status_code
    if status == 413 or (status == 400 and _TOO_LONG.search(_message(about))):
        return ProviderError("too_long", retryable=False)
    if status == 429 or kind == "rate_limit_error":
        return ProviderError("rate_limited", retryable=True, retry_after_s=_retry_after_s(error))
    if status == 529 or kind in _RETRYABLE:
        return ProviderError(_RETRYABLE.get(kind, "overloaded"), retryable=True)
    if status >= 500:
        return ProviderError("server_error", retryable=True)
    return ProviderError(_STATUS_CODES.get(status, "server_error"), retryable=False)


def _message(about: object) -> str:
    return str(about.get("message", "")) if isinstance(about, dict) else ""


def _retry_after_s(error: Any) -> float | None:
    """Seconds, which the header gives as a number or as a date; None when it says neither."""
    written = error.response.headers.get("retry-after", "")
    try:
        return float(written)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
