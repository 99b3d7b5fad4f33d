"""What somebody who tries a draft can set: the world, and what happens next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from flows.types import FlowError

_YEARS = (2000, 2100)
_DAYS = 60
LONGEST_MINUTES = _DAYS * 24 * 60

Text = Annotated[str, StringConstraints(max_length=4_000)]
Short = Annotated[str, StringConstraints(max_length=500)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
People = Annotated[int, Field(ge=0, le=10_000)]


FormT = TypeVar("FormT", bound=BaseModel)


class TryError(FlowError):
    """What is asked makes no sense: nothing happened, and the words say why."""


def _of_our_time(moment: datetime) -> datetime:
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise ValueError(f"a moment between {_YEARS[0]} and {_YEARS[1]}")
    return moment.astimezone(UTC)


class WorldForm(BaseModel):
    """The world of one event. None: as it really is, by the queue's hours, or unknown."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    now: Annotated[AwareDatetime, AfterValidator(_of_our_time)] | None = None
    open: bool | None = None
    agents_online: People = 1
    free: People = 1
    waiting: People = 0
    expected_wait_s: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    page: Annotated[str, StringConstraints(max_length=2_000)] = ""
    language: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,3}([-_]\w{2,8})*)?$")] = "en"
    visitor: dict[Name, Short] = Field(default_factory=dict, max_length=50)
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    ai: Literal["real", "recorded"] = "recorded"
    answer: Text = ""
    ai_works: bool = True
    webhook: Literal["ok", "failed"] = "ok"


class EventForm(BaseModel):
    """What happens next. `text`: words of whoever acts; `minutes` 0: until the wait is over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: Literal[
        "begin",
        "words",
        "form",
        "skip",
        "agent_joins",
        "agent_resolves",
        "agent_returns",
        "nobody",
        "leaves",
        "time_passes",
    ]
    text: Text = ""
    values: dict[Name, Text] = Field(default_factory=dict, max_length=50)
    minutes: Annotated[int, Field(ge=0, le=LONGEST_MINUTES)] = 0


def read_form(form: type[FormT], data: object) -> FormT:
    """What was sent, checked. Raises TryError naming the first thing that does not fit."""
    try:
        return form.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise TryError(f"{place}: {first['msg']}" if place else first["msg"]) from error
