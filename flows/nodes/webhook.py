"""Webhook: one call to another system; what it answers can be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import isfinite
from typing import Any, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, field_validator, model_validator

from flows.effects import CallOut
from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints, refused
from flows.nodes.json_template import check_template, filled, no_number
from flows.types import (
    Category,
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Tone,
    Wait,
    WaitFor,
)

OPEN_CALL = "_call"
"""Memory: the key of the call that the run waits for."""

_CALLS = "_calls"
"""Memory: how many calls this run has made, so that each has a key of its own."""

GRACE_S = 5
"""A try may take so much longer than its time before whoever made it counts as dead."""

_URL_CHARS = 2000
_VALUE_CHARS = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_VARIABLE = re.compile(r"\{\{.*?\}\}")
_RESERVED = re.compile(
    r"host|content-length|transfer-encoding|connection|te|trailer|upgrade|expect|idempotency-key"
    r"|proxy-.*|baton-.*",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TYPES = {"json": "application/json", "text": "text/plain; charset=utf-8"}


def pause_s(attempt: int) -> int:
    """How long to wait after this try, counted from 1, before the next: 1, 2, 4, 8 seconds."""
    return int(2 ** (attempt - 1))


class Header(NodeConfig):
    """One header of the request."""

    name: str = Field(
        min_length=1,
        max_length=80,
        pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
        title="Name",
        json_schema_extra=hints(placeholder="X-Source"),
    )
    value: str = Field(
        default="", max_length=1000, title="Value", json_schema_extra=hints(widget="template")
    )

    @field_validator("name")
    @classmethod
    def _is_free(cls, name: str) -> str:
        if _RESERVED.fullmatch(name):
            raise refused(f"The header {name} is set by Baton itself.")
        return name


class KeptValue(NodeConfig):
    """One value of the answer, and what it is called from then on."""

    path: str = Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\s.]+(\.[^\s.]+)*$",
        title="Where in the answer",
        description="Names and numbers joined by dots, such as customer.plan or items.0.price.",
        json_schema_extra=hints(placeholder="customer.plan"),
    )
    name: str = Field(
        min_length=1,
        max_length=80,
        pattern=r"^(visitor|answers)\.[A-Za-z0-9_.-]+$",
        title="Keep as",
        description="visitor.plan is kept with the visitor, answers.plan in this conversation.",
        json_schema_extra=hints(placeholder="visitor.plan"),
    )


class WebhookConfig(NodeConfig):
    """Settings of the call."""

    method: Literal["POST", "GET", "PUT", "PATCH", "DELETE"] = Field(
        default="POST", title="Method", json_schema_extra=hints(widget="select")
    )
    url: str = Field(
        min_length=1,
        max_length=_URL_CHARS,
        title="Address",
        description="Where the call goes. Variables may stand behind the host.",
        json_schema_extra=hints(widget="template", placeholder="https://crm.example.com/leads"),
    )
    headers: tuple[Header, ...] = Field(
        default=(),
        max_length=20,
        title="Headers",
        description="Sent with the call. Keys and passwords belong into a secret.",
        json_schema_extra=hints(widget="list", add="Add a header", advanced=True),
    )
    body_kind: Literal["json", "text", "none"] = Field(
        default="json",
        title="What is sent",
        json_schema_extra=hints(
            widget="select", labels={"json": "JSON", "text": "Text", "none": "Nothing"}
        ),
    )
    body: str = Field(
        default='{\n  "name": "{{visitor.name}}",\n  "email": "{{visitor.email}}"\n}',
        max_length=8000,
        title="Body",
        description=(
            "Variables in quotes are text. Without quotes, as in {{confidence}}, they are values."
        ),
        json_schema_extra=hints(widget="code"),
    )
    secret: str = Field(
        default="",
        max_length=50,
        title="Secret",
        description="Lets the other side know that it was us. Secrets are kept in the admin.",
        json_schema_extra=hints(widget="reference", reference="secret"),
    )
    authenticate_by: Literal["signature", "bearer"] = Field(
        default="signature",
        title="The secret",
        description="A signature shows that nobody changed the body, and never travels itself.",
        json_schema_extra=hints(
            widget="select",
            labels={"signature": "signs the call", "bearer": "is sent (Authorization: Bearer)"},
            advanced=True,
        ),
    )
    timeout_s: int = Field(
        default=8,
        ge=1,
        le=30,
        title="Time for an answer",
        description="Of each try. The visitor waits meanwhile.",
        json_schema_extra=hints(unit="seconds", advanced=True),
    )
    attempts: int = Field(
        default=2,
        ge=1,
        le=5,
        title="Tries",
        description="More than one only where the other side was not reached, or was busy.",
        json_schema_extra=hints(advanced=True),
    )
    keep: tuple[KeptValue, ...] = Field(
        default=(),
        max_length=20,
        title="Keep from the answer",
        description="Values of a JSON answer that later nodes can ask for.",
        json_schema_extra=hints(widget="list", add="Add a value"),
    )

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        plain = _VARIABLE.sub("", url)
        parts = urlsplit(plain)
        host = url.partition("://")[2].partition("/")[0]
        if parts.scheme not in {"http", "https"} or not parts.hostname or "{{" in host:
            raise refused("The address begins with https:// and a host, without variables.")
        if "@" in parts.netloc or not plain.isascii() or re.search(r"[\s\x00-\x1f]", plain):
            raise refused("The address holds signs that addresses cannot have.")
        return url

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.body_kind == "json":
            try:
                check_template(self.body)
            except ValueError as error:
                raise refused(str(error)) from error
        names = [header.name.lower() for header in self.headers]
        if len(set(names)) != len(names):
            raise refused("One header is set twice.")
        if self.secret and self.authenticate_by == "bearer" and "authorization" in names:
            raise refused("The header Authorization holds the secret already.")
        return self

    def bound_s(self) -> int:
        """So long a run waits at most: every try with its grace, and the pauses between."""
        pauses = sum(pause_s(attempt) for attempt in range(1, self.attempts))
        return self.attempts * (self.timeout_s + GRACE_S) + pauses


class Webhook(Node):
    """Waits for the other side's answer, for a bounded time; words of the visitor wait too."""

    kind = "webhook"
    label = "Webhook"
    icon = "webhook"
    help = "Calls another system and can keep what it answers."
    category = Category.DATA
    waits = True
    Config = WebhookConfig
    PORTS = (Port("ok", "OK", tone=Tone.GOOD), Port("failed", "Failed", tone=Tone.BAD))

    def enter(self, context: NodeContext, config: WebhookConfig) -> Outcome:
        """The call is asked for; it is made once this step is stored."""
        url = "".join(_parts(config.url, context.facts))
        if len(url) > _URL_CHARS:
            return Go("failed", "The address became too long.")
        number = int(context.facts.get(_CALLS, 0)) + 1
        key = f"{context.node[:60]}-{number}"
        context.remember(_CALLS, number)
        context.remember(OPEN_CALL, key)
        context.call(
            CallOut(
                key=key,
                method=config.method,
                url=url,
                headers=_headers(context, config),
                body=_body(context, config),
                secret=config.secret,
                timeout_s=float(config.timeout_s),
            )
        )
        until = context.now + timedelta(seconds=config.bound_s())
        return Wait(WaitFor.CALL, until, f"{config.method} {urlsplit(url).hostname} is called.")

    def at_once(self, config: WebhookConfig) -> tuple[str, ...]:
        """With its variables filled in, an address may be too long to be called."""
        return ("failed",)

    def resume(
        self, context: NodeContext, config: WebhookConfig, happening: Happening
    ) -> Outcome | None:
        """The answer, or enough waiting. A call that was given up changes nothing any more."""
        match happening.kind:
            case HappeningKind.CALL_DONE:
                return self._done(context, config, happening.facts)
            case HappeningKind.TIMED_OUT:
                context.forget(OPEN_CALL)
                return Go("failed", f"There was no answer within {config.bound_s()} seconds.")
            case HappeningKind.VISITOR_WROTE:
                return None
        outcome = super().resume(context, config, happening)
        if outcome is not None:
            context.forget(OPEN_CALL)
        return outcome

    def _done(
        self, context: NodeContext, config: WebhookConfig, facts: Mapping[str, Any]
    ) -> Outcome | None:
        open_call = context.facts.get(OPEN_CALL)
        if not open_call or facts.get("key", open_call) != open_call:
            return None
        context.forget(OPEN_CALL)
        status = facts.get("status")
        if not facts.get("ok"):
            why = f"It answered {status}." if status else "It could not be called"
            failure = facts.get("failure")
            return Go("failed", f"{why} ({failure})." if failure and not status else why)
        kept = _keep(context, config, str(facts.get("body") or ""))
        said = f" {kept} of {len(config.keep)} values were kept." if config.keep else ""
        return Go("ok", f"It answered {status or 'well'}.{said}")


def _parts(url: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """The address with variables in place: each can be a value only, never a part of the way."""
    first, *others = url.split("{{")
    yield first
    for other in others:
        name, closed, rest = other.partition("}}")
        value = facts.get(name.strip()) if closed else None
        quoted = quote("" if value is None else str(value), safe="", errors="replace")
        yield quoted + (rest if closed else "")


def _headers(context: NodeContext, config: WebhookConfig) -> dict[str, str]:
    headers = {}
    if config.body_kind in _TYPES:
        headers["Content-Type"] = _TYPES[config.body_kind]
    for header in config.headers:
        headers = {name: value for name, value in headers.items() if not _same(name, header.name)}
        # In its usual spelling this header is the sign below that the secret itself travels.
        name = "authorization" if _same(header.name, "Authorization") else header.name
        headers[name] = _CONTROL.sub(" ", _plain(context.fill_in(header.value))).strip()
    if config.secret and config.authenticate_by == "bearer":
        headers["Authorization"] = "Bearer"  # what delivers it puts the secret behind
    return headers


def _same(name: str, other: str) -> bool:
    return name.lower() == other.lower()


def _body(context: NodeContext, config: WebhookConfig) -> str:
    match config.body_kind:
        case "json":
            return filled(config.body, context.facts)
        case "text":
            return _plain(context.fill_in(config.body))
    return ""


def _plain(text: str) -> str:
    """Without what no text column can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _keep(context: NodeContext, config: WebhookConfig, body: str) -> int:
    """Keeps what is there; returns how many values that were."""
    try:
        answer = json.loads(body, parse_constant=no_number)
    except (ValueError, RecursionError):
        return 0
    visitor: dict[str, str] = {}
    kept = 0
    for one in config.keep:
        value = _value_at(answer, one.path)
        group, _dot, name = one.name.partition(".")
        if value is None or (group == "visitor" and not _may_be(name, str(value))):
            continue
        kept += 1
        if group == "visitor":
            visitor[name] = str(value)
        else:
            context.remember(one.name, value)
    if visitor:
        context.set_visitor(visitor)
    return kept


def _value_at(answer: Any, path: str) -> str | int | float | bool | None:
    """The text, number or truth at the path; None for anything else."""
    for step in path.removeprefix("$.").split("."):
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdecimal() and int(step) < len(answer):
            answer = answer[int(step)]
        else:
            return None
    if isinstance(answer, str):
        return _plain(answer)[:_VALUE_CHARS]
    if isinstance(answer, float) and not isfinite(answer):
        return None  # 1e999 is JSON, but nothing that a column of JSON can hold
    return answer if isinstance(answer, bool | int | float) else None


def _may_be(name: str, value: str) -> bool:
    if name == "email":
        return bool(_EMAIL.fullmatch(value))
    return bool(value) or name != "name"
