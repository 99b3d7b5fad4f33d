"""AI Agent Chat: the assistant answers by itself; nobody is promised, nothing doubtful is said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import hints
from flows.nodes.listening import LEFT, WENT, Listening, ListeningConfig
from flows.types import (
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Reached,
    Situation,
    Stop,
    Tone,
    Way,
)

ANSWERS = "ai_answers"
"""Memory: how often the assistant said something here, declines included."""

DECLINES = "ai_declines"
"""Memory: how often in a row it had no answer here."""

_DECLINE = (
    "I am sorry, I do not have a reliable answer to that. Could you put it another way, "
    "or ask me something else?"
)
_IN_OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "de": (
            "Darauf habe ich leider keine verlässliche Antwort. Können Sie es anders "
            "formulieren oder etwas anderes fragen?"
        ),
        "es": (
            "Lo siento, no tengo una respuesta fiable a eso. ¿Puede decirlo de otra manera "
            "o preguntarme otra cosa?"
        ),
        "fr": (
            "Désolé, je n'ai pas de réponse fiable à cela. Pouvez-vous le formuler autrement "
            "ou me demander autre chose ?"
        ),
    }
)


class AiAgentChatConfig(ListeningConfig):
    """Settings of a conversation with the assistant alone."""

    decline: str = Field(
        default=_DECLINE,
        min_length=1,
        max_length=500,
        title="When it has no answer",
        description=(
            "Said instead of a doubtful answer. As it is, it is said in the visitor's language."
        ),
        json_schema_extra=hints(widget="long_text"),
    )
    max_declines: int = Field(
        default=2,
        ge=1,
        le=10,
        title="Questions in a row without an answer",
        description="After so many the flow goes on through “Limit reached”.",
    )
    max_answers: int = Field(
        default=20,
        ge=0,
        le=100,
        title="Most answers",
        description="Words after so many lead through “Limit reached”. 0: no limit.",
        json_schema_extra=hints(advanced=True),
    )

    def decline_in(self, language: str) -> str:
        """The words of a decline: the manager's own, else ours in the visitor's language."""
        if self.decline != _DECLINE:
            return self.decline
        return _IN_OTHER_WORDS.get(language.partition("-")[0], _DECLINE)


class AiAgentChat(Listening):
    """Answers what it can stand for, and says so when it cannot."""

    kind = "ai_agent_chat"
    label = "AI Agent Chat"
    icon = "messages-square"
    help = "The AI answers by itself: it hands over to nobody and promises nobody."
    Config = AiAgentChatConfig
    PORTS = (
        Port(
            "resolved",
            "Resolved",
            default="The conversation is closed as resolved.",
            tone=Tone.GOOD,
        ),
        Port("limit", "Limit reached", tone=Tone.WARN),
        LEFT,
        Port("error", "AI failed", tone=Tone.BAD),
    )

    def enter(self, context: NodeContext, config: AiAgentChatConfig) -> Outcome:
        """The assistant listens, and counts anew."""
        context.remember(ANSWERS, 0)
        context.remember(DECLINES, 0)
        return self.listen(context, config)

    def resume(
        self, context: NodeContext, config: AiAgentChatConfig, happening: Happening
    ) -> Outcome | None:
        """Words are answered by a turn; a person who steps in has the conversation meanwhile."""
        match happening.kind:
            case HappeningKind.ANSWERED:
                return self._answered(context, config, bool(happening.facts.get("declined")))
            case HappeningKind.LIMIT:
                return self._limit(context, "It has answered as often as it may.")
            case HappeningKind.FAILED:
                context.remember("outcome", "failed")
                return Go("error", "The AI could not answer.")
            case HappeningKind.RESOLVED:
                return Go("resolved", "The visitor says that it is settled.")
            case HappeningKind.LEFT:
                return self.left(context, "The visitor ended the conversation.")
            case HappeningKind.TIMED_OUT:
                return self.judge_silence(context, config)
            case HappeningKind.VISITOR_WROTE:
                return self.listen(context, config)
        return super().resume(context, config, happening)

    def _answered(
        self, context: NodeContext, config: AiAgentChatConfig, is_decline: bool
    ) -> Outcome:
        facts = context.facts
        context.remember(ANSWERS, int(facts.get(ANSWERS, 0)) + 1)
        declines = int(facts.get(DECLINES, 0)) + 1 if is_decline else 0
        context.remember(DECLINES, declines)
        if declines >= config.max_declines:
            return self._limit(context, f"It had no answer {declines} times in a row.")
        return self.listen(context, config)

    def _limit(self, context: NodeContext, why: str) -> Outcome:
        context.remember("outcome", "limit")
        return Go("limit", why)

    def unconnected(self, context: NodeContext, config: AiAgentChatConfig, port: str) -> Outcome:
        """What is settled needs nobody: the conversation is closed."""
        if port == "resolved":
            context.close("resolved")
            return Stop("resolved", "It is settled.")
        return super().unconnected(context, config, port)

    def ways(self, config: AiAgentChatConfig, situation: Situation) -> tuple[Way, ...]:
        """A visitor who answers is helped, or not; an AI that is down leaves by its error."""
        if not situation.visitor_answers:
            return WENT
        if not situation.ai_works:
            return (Way("error"),)
        return (Way("resolved", Reached.RESOLVED), Way("limit"), *WENT)
