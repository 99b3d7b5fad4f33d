"""Satisfaction Survey: how was it, from 1 to 5, with a comment if the visitor likes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.asking import FormNode, checked_words
from flows.nodes.base import NodeConfig, hints
from flows.types import (
    Category,
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Resume,
    Situation,
    Wait,
    WaitFor,
    Way,
)

_ASKED = "_surveyed"
"""Memory: the episode in which the visitor was asked last."""

_WITH_PEOPLE = frozenset({"queued", "offered", "with_agent", "deferred"})
"""States of a conversation in which a person owes the visitor something."""

_RATINGS = {"1", "2", "3", "4", "5"}


class SatisfactionSurveyConfig(NodeConfig):
    """Settings of the survey."""

    title: str = Field(
        default="How did we do?",
        max_length=120,
        title="Question",
        description="Stands above the survey.",
        json_schema_extra=hints(widget="template"),
    )
    style: Literal["numbers", "stars", "faces"] = Field(
        default="numbers",
        title="Scale",
        description="How the five steps are drawn.",
        json_schema_extra=hints(
            widget="select",
            labels={"numbers": "Numbers from 1 to 5", "stars": "Stars", "faces": "Faces"},
        ),
    )
    rating_label: str = Field(
        default="Your rating",
        max_length=120,
        title="Words at the scale",
        description="What the five steps measure.",
    )
    asks_comment: bool = Field(
        default=True,
        title="Ask for a comment",
        description="With a field for words of the visitor's own. It never has to be filled in.",
        json_schema_extra=hints(widget="switch"),
    )
    comment_label: str = Field(
        default="Anything you would like to add?",
        max_length=120,
        title="Words at the comment",
        description="What the visitor may write about.",
        json_schema_extra=hints(show_if={"asks_comment": True}),
    )
    is_skippable: bool = Field(
        default=True,
        title="Can be skipped",
        description="With a button to skip it. Whoever writes on leaves it in any case.",
        json_schema_extra=hints(widget="switch"),
    )
    wait_minutes: int = Field(
        default=60,
        ge=1,
        le=1440,
        title="Wait at most",
        description="After this long without an answer the flow goes on.",
        json_schema_extra=hints(widget="minutes", unit="minutes"),
    )


class SatisfactionSurvey(FormNode):
    """Asks once for each episode, never while a person is waited for; silence is fine."""

    kind = "satisfaction_survey"
    label = "Satisfaction Survey"
    icon = "star"
    help = "Asks for a rating from 1 to 5, once, and never while the visitor waits for a person."
    category = Category.TALK
    Config = SatisfactionSurveyConfig
    PORTS = (Port("answered", "Answered"), Port("skipped", "Skipped"))

    def enter(self, context: NodeContext, config: SatisfactionSurveyConfig) -> Outcome:
        """The form is shown, where it is in place."""
        if context.facts.get("state") in _WITH_PEOPLE:
            return Go("skipped", why="A person is still expected, so nobody is asked yet.")
        episode = context.facts.get("episode", 1)
        if context.recall(_ASKED) == episode:
            return Go("skipped", why="The visitor was asked already.")
        context.remember(_ASKED, episode)
        context.ask_form(
            kind="survey",
            title=config.title,
            text="",
            fields=tuple(_fields(config)),
            is_skippable=config.is_skippable,
        )
        until = context.now + timedelta(minutes=config.wait_minutes)
        return Wait(WaitFor.FORM, until, why="The visitor has not rated yet.")

    def resume(
        self, context: NodeContext, config: SatisfactionSurveyConfig, happening: Happening
    ) -> Outcome | None:
        """Whoever left may still rate; the flow goes on without."""
        if happening.kind is HappeningKind.LEFT:
            return Go("skipped", why="The visitor left.")
        return super().resume(context, config, happening)

    def settled(
        self,
        context: NodeContext,
        config: SatisfactionSurveyConfig,
        values: Mapping[str, Any] | None,
    ) -> Outcome | None:
        """The rating is a fact from now on; one that is no rating settles nothing."""
        if values is None:
            return Go("skipped", why="The visitor skipped the survey.")
        rating = checked_words(values.get("rating"))
        if rating not in _RATINGS:
            return None
        context.remember("survey.rating", int(rating))
        context.remember("survey.comment", checked_words(values.get("comment")))
        return Go("answered", why=f"Rated {rating} of 5.")

    def wrote(self, context: NodeContext, config: SatisfactionSurveyConfig) -> Outcome:
        """Words are worth more than a rating: they are answered."""
        context.close_form()
        return Resume(why="The visitor wrote on.")

    def timed_out(self, context: NodeContext, config: SatisfactionSurveyConfig) -> Outcome:
        """The flow goes on; the survey stays, for whoever comes back."""
        return Go("skipped", why=f"Nobody rated for {config.wait_minutes} minutes.")

    def at_once(self, config: SatisfactionSurveyConfig) -> tuple[str, ...]:
        """Nobody is asked twice, or while a person is expected."""
        return ("skipped",)

    def ways(self, config: SatisfactionSurveyConfig, situation: Situation) -> tuple[Way, ...]:
        """Whoever does not answer does not rate."""
        if not situation.visitor_answers:
            return (Way("skipped"),)
        return (Way("answered"), Way("skipped"))


def _fields(config: SatisfactionSurveyConfig) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {
            "name": "rating",
            "label": config.rating_label,
            "kind": "rating",
            "required": True,
            "style": "" if config.style == "numbers" else config.style,
        }
    ]
    if config.asks_comment:
        fields.append({"name": "comment", "label": config.comment_label, "kind": "long_text"})
    return fields
