"""What an answerer is, how it fails, and which ones there are."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from knowledge.types import (
    AnswerRequest,
    Assessment,
    Profile,
    Retrieval,
    StreamItem,
    Usage,
)

# Dotted paths of the answerers' classes; settings.ANSWER_PROVIDERS adds to them or replaces them.
PROVIDERS: Mapping[str, str] = MappingProxyType(
    {
        "extractive": "knowledge.providers.extractive.Extractive",
        "anthropic_messages": "knowledge.providers.anthropic_messages.AnthropicMessages",
    }
)


class AnswerProvider(Protocol):
    """Answers one question at a time from passages; built for one profile.

    One that has `spends_tokens = False` is asked whatever is left of the profile's budget.
    """

    def __init__(self, profile: Profile) -> None: ...

    def stream(self, request: AnswerRequest, found: Retrieval) -> AsyncGenerator[StreamItem, None]:
        """One Assessment, then checked Deltas, one Answer last.

        Raises ProviderError, or its kind ProviderRefused, at any point of the stream.
        """
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer of which something failed the check.

    `withheld`: all of it that was not shown, in order. `unsupported`: the sentences that failed.
    `cited`: primary keys of the pieces of documents it rests on. `assessment`: with its support.
    """

    withheld: str
    unsupported: tuple[str, ...] = ()
    cited: tuple[int, ...] = ()
    assessment: Assessment | None = None


class ProviderError(Exception):
    """An answerer failed.

    `code`: stable word for logs and rules: no_key, unknown_provider, bad_request, too_long,
    unreachable, timeout, slow_start, rate_limited, overloaded, server_error, cut, malformed,
    max_tokens, ungrounded, refused, budget_limit. `retryable`: another try of the same answerer may
    succeed. `retry_after_s`: when it asked to be left alone that long. `draft`: what failed the
    check, None when nothing did. `usage`: what the failed try consumed, where that is known.
    """

    def __init__(
        self,
        code: str,
        *,
        retryable: bool,
        retry_after_s: float | None = None,
        draft: Draft | None = None,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.draft = draft
        self.usage = usage


class ProviderRefused(ProviderError):
    """The model declined to answer: a person decides, no other answerer is asked."""

    def __init__(self) -> None:
        super().__init__("refused", retryable=False)


def build_provider(name: str, profile: Profile) -> AnswerProvider:
    """The answerer of that name for the profile. Raises ProviderError(unknown_provider)."""
    path = provider_paths().get(name)
    if path is None:
        raise ProviderError("unknown_provider", retryable=False)
    provider: AnswerProvider = import_string(path)(profile)
    return provider


def provider_paths() -> dict[str, str]:
    """Dotted path of every known answerer's class by name."""
    return {**PROVIDERS, **getattr(settings, "ANSWER_PROVIDERS", {})}
