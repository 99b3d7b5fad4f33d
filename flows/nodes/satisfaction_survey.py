"""Satisfaction Survey: how was it, from 1 to 5, with a comment if the visitor likes."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig
from flows.types import Category, Go, Happening, HappeningKind, Outcome, Port, Wait, WaitFor


class SatisfactionSurveyConfig(NodeConfig):
    """Settings of the survey."""

    title: str = Field(default="How did we do?", max_length=120, title="Question")
    rating_label: str = Field(default="Your rating", max_length=120, title="Rating label")
    comment_label: str = Field(
        default="Anything you would like to add?", max_length=120, title="Comment label"
    )
    wait_minutes: int = Field(
        default=60,
        ge=1,
        le=1440,
        title="Wait, minutes",
        description="After this long without an answer the flow goes on.",
    )


class SatisfactionSurvey(Node):
    """Asks once for each episode; skipping and silence are fine."""

    kind = "satisfaction_survey"
    label = "Satisfaction Survey"
    icon = "star"
    help = "Asks for a rating from 1 to 5 and an optional comment."
    category = Category.TALK
    waits = True
    Config = SatisfactionSurveyConfig
    PORTS = (Port("answered", "Answered"), Port("skipped", "Skipped"))

    def enter(self, context: NodeContext, config: SatisfactionSurveyConfig) -> Outcome:
        """The form is shown."""
        context.ask_form(
            kind="survey",
            title=config.title,
            text="",
            fields=(
                {
                    "name": "rating",
                    "label": config.rating_label,
                    "kind": "rating",
                    "required": True,
                },
                {"name": "comment", "label": config.comment_label, "kind": "long_text"},
            ),
        )
        return Wait(WaitFor.FORM, context.now + timedelta(minutes=config.wait_minutes))

    def resume(
        self, context: NodeContext, config: SatisfactionSurveyConfig, happening: Happening
    ) -> Outcome | None:
        """The settled form, or enough silence."""
        if happening.kind is HappeningKind.FORM_SETTLED:
            if not context.is_open_form(happening.facts.get("form_id")):
                return None
            return Go("answered" if happening.facts.get("values") else "skipped")
        if happening.kind in {HappeningKind.TIMED_OUT, HappeningKind.LEFT}:
            return Go("skipped")
        return super().resume(context, config, happening)
