"""A local server that speaks the Messages wire format, with every fault a real one can have.

The fault is part of the address, so that a profile's "model server" chooses it:

    http://127.0.0.1:PORT                      answers from the passages it is given
    http://127.0.0.1:PORT/fault/overloaded     status 529, every time
    http://127.0.0.1:PORT/once/rate_limited/1  the first time; "1" is the seconds it asks to wait

Run it alone with `python -m tests.knowledge.stub_anthropic --port N [--delay-ms 20]`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

CHUNK = 14  # characters a delta
_ERRORS = {
    "bad_request": (400, "invalid_request_error"),
    "bad_key": (401, "authentication_error"),
    "rate_limited": (429, "rate_limit_error"),
    "rate_limited_until": (429, "rate_limit_error"),
    "server_error": (500, "api_error"),
    "overloaded": (529, "overloaded_error"),
    "too_long": (400, "invalid_request_error"),
    "too_large": (413, "request_too_large"),
}
_MESSAGES = {"too_long": "prompt is too long: 210000 tokens > 200000 maximum"}
_WORD = re.compile(r"[a-z]{3,}")


@dataclass(slots=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(slots=True)
class Fault:
    """What goes wrong with one request; `kind` is empty when nothing does."""

    kind: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class StubAnthropic:
    """The server's behaviour and memory. `replies` are taken first, one a request."""

    delay_s: float = 0.0
    replies: list[dict[str, Any] | str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    usage: dict[str, int] = field(default_factory=dict)  # added to what every reply says it used
    url: str = ""
    _seen: set[str] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one request and closes the connection."""
        try:
            request = await _read(reader)
            if request is not None:
                self.requests.append(request)
                await self._answer(request, self._fault(request.path), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away, as clients do
        finally:
            writer.close()

    def _fault(self, path: str) -> Fault:
        match = re.match(r"^/(fault|once)/(\w+)(?:/([\d.]+))?/v1/", path)
        if match is None or (match[1] == "once" and path in self._seen):
            return Fault()
        self._seen.add(path)
        return Fault(match[2], float(match[3] or 0))

    async def _answer(self, request: Request, fault: Fault, writer: asyncio.StreamWriter) -> None:
        if fault.kind in _ERRORS:
            status, kind = _ERRORS[fault.kind]
            body = {
                "type": "error",
                "error": {"type": kind, "message": _MESSAGES.get(fault.kind, fault.kind)},
            }
            retry = f"retry-after: {fault.seconds:g}\r\n" if fault.seconds else ""
            if fault.kind == "rate_limited_until":
                retry = "retry-after: Fri, 31 Dec 2100 23:59:59 GMT\r\n"
            await _send(writer, status, body, retry)
            return
        if fault.kind == "slow_start":
            await asyncio.sleep(fault.seconds or 3600)
        reply = self.replies.pop(0) if self.replies else answer_from(request.body)
        text = reply if isinstance(reply, str) else json.dumps(reply)
        if fault.kind == "malformed_reply":
            text = "Sure! Here is what I found."
        if request.body.get("stream"):
            await self._stream(request, text, fault, writer)
        else:
            await _send(writer, 200, _message(request, text, _stop_reason(fault)))

    async def _stream(
        self, request: Request, text: str, fault: Fault, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        )
        async for event in self._events(request, text, fault):
            if event is None:
                writer.transport.abort()
                return
            data = event.encode()
            writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def _events(self, request: Request, text: str, fault: Fault) -> AsyncIterator[str | None]:
        """Server-sent events in order; None cuts the connection."""
        start = _message(request, "", None)
        start["usage"] |= self.usage
        yield _event("message_start", message={**start, "content": []})
        yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        yield _event("ping")
        if fault.kind == "cut_early":
            yield None
        if fault.kind == "error_early":
            yield _error()
            return
        shown = text
        if fault.kind == "max_tokens":
            shown = text[: text.rindex(" ")]
        if fault.kind in {"refusal", "context"}:
            shown = ""
        middle = len(shown) * 3 // 4
        for start_at in range(0, len(shown), CHUNK):
            if start_at >= middle and fault.kind in {"cut", "error_event", "hang", "malformed"}:
                yield await _break(fault)
                return
            await asyncio.sleep(self.delay_s)
            yield _event(
                "content_block_delta",
                index=0,
                delta={"type": "text_delta", "text": shown[start_at : start_at + CHUNK]},
            )
        yield _event("content_block_stop", index=0)
        yield _event(
            "message_delta",
            delta={"stop_reason": _stop_reason(fault), "stop_sequence": None},
            usage={"output_tokens": max(1, len(shown) // 4)},
        )
        yield _event("message_stop")


def answer_from(body: dict[str, Any]) -> dict[str, Any]:
    """A reply that quotes the first sentence of the first passage, or declines."""
    content = body["messages"][-1]["content"]
    text = content if isinstance(content, str) else content[-1]["text"]
    passages = re.findall(r"<passage number=\"\d+\"[^>]*>\n(.*?)\n</passage>", text, re.DOTALL)
    question = "".join(re.findall(r"<question>\n(.*?)\n</question>", text, re.DOTALL))
    asked = set(_WORD.findall(question.lower()))
    shared = asked & set(_WORD.findall(" ".join(passages).lower()))
    if not passages or len(shared) * 3 < len(asked):
        return reply(decision="no_answer", confidence=0.1, missing="The articles do not say.")
    sentence = re.split(r"(?<=[.!?])\s", passages[0].strip(), maxsplit=1)[0]
    return reply(answer=f"{sentence} [1]")


def reply(**fields: Any) -> dict[str, Any]:
    """A reply in the order the prompt asks for; an answer with confidence 0.9 unless told."""
    return {
        "decision": "answer",
        "confidence": 0.9,
        "intent": "a question",
        "sentiment": "neutral",
        "missing": "",
        "summary": "The visitor asks something.",
        "answer": "",
        **fields,
    }


@asynccontextmanager
async def running(port: int = 0, delay_s: float = 0.0) -> AsyncIterator[StubAnthropic]:
    """The server, listening on the loopback address while the block runs."""
    stub = StubAnthropic(delay_s=delay_s)
    server = await asyncio.start_server(stub.serve, "127.0.0.1", port)
    stub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stub
    finally:
        server.close()


@contextmanager
def in_thread() -> Iterator[StubAnthropic]:
    """The server on a loop of its own, for callers whose loops end with each call."""
    ready = threading.Event()
    running_ones: list[tuple[StubAnthropic, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        stop = asyncio.Event()
        async with running() as server:
            running_ones.append((server, asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(10)
    server, loop, stop = running_ones[0]
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


async def _break(fault: Fault) -> str | None:
    if fault.kind == "error_event":
        return _error()
    if fault.kind == "malformed":
        return "event: content_block_delta\ndata: {not json\n\n"
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds or 3600)
    return None


def _stop_reason(fault: Fault) -> str:
    if fault.kind == "context":
        return "model_context_window_exceeded"
    return fault.kind if fault.kind in {"refusal", "max_tokens"} else "end_turn"


def _error() -> str:
    return _event("error", error={"type": "overloaded_error", "message": "Overloaded"})


def _event(kind: str, **data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"


def _message(request: Request, text: str, stop_reason: str | None) -> dict[str, Any]:
    return {
        "id": "msg_stub",
        "type": "message",
        "role": "assistant",
        "model": request.body.get("model", "stub"),
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": len(json.dumps(request.body)) // 4,
            "output_tokens": len(text) // 4,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
        },
    }


async def _read(reader: asyncio.StreamReader) -> Request | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    path = head[0].split(" ")[1]
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(path, headers, json.loads(body)) if body else None


async def _send(
    writer: asyncio.StreamWriter, status: int, body: dict[str, Any], headers: str = ""
) -> None:
    content = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}"
        f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
    )
    writer.write(head.encode() + content)
    await writer.drain()


async def _main() -> None:
    parser = argparse.ArgumentParser(description="Speaks the Messages wire format on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay-ms", type=float, default=0.0, help="before each piece of text")
    options = parser.parse_args()
    async with running(options.port, options.delay_ms / 1000) as stub:
        print(stub.url, flush=True)  # noqa: T201 - what to put into ANTHROPIC_BASE_URL
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
