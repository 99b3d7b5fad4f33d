"""How the assistant behaves where a run stands: what the node says in the version of the run."""

from __future__ import annotations

from dataclasses import dataclass

from flows.library import PUBLISHED
from flows.models import FlowRun
from flows.nodes.ai_agent_chat import ANSWERS, AiAgentChatConfig
from flows.nodes.ai_agent_handoff import AiAgentHandoffConfig
from flows.program import Library
from flows.runs import of_row
from flows.types import GraphError, Run, RunState


@dataclass(frozen=True, slots=True)
class Assistant:
    """The settings of the assistant node that a run is at. Empty names mean the default ones.

    `chat`: the settings of an AI Agent Chat, where nobody is brought in; None elsewhere.
    `answers`: how often it answered there since it was come to. `max_answers`: 0 for no limit.
    """

    profile: str = ""
    policy: str = ""
    knowledge_bases: tuple[str, ...] = ()
    max_answers: int = 0
    answers: int = 0
    chat: AiAgentChatConfig | None = None

    @property
    def is_alone(self) -> bool:
        """Whether it answers by itself: what it cannot answer is declined, not handed over."""
        return self.chat is not None


def assistant_of(run: FlowRun | None) -> Assistant:
    """How the assistant of this run behaves; the default one without a run or such a node.

    Also behind a run that was aborted: nobody hears there that it failed, so it has to hand over.
    """
    if run is None or run.state == RunState.ABORTED or not run.assistant_node:
        return Assistant()
    try:
        return assistant_at(PUBLISHED, of_row(run))
    except GraphError:
        return Assistant()  # the run itself is aborted when it is moved next


def assistant_at(library: Library, run: Run) -> Assistant:
    """How the assistant of this run behaves, by the graph of its version. Raises GraphError."""
    if not run.assistant_node:
        return Assistant()
    _, _, config = library.program(run.version).node(run.assistant_node)
    match config:
        case AiAgentHandoffConfig():
            return Assistant(
                profile=config.profile,
                policy=config.policy,
                knowledge_bases=config.knowledge_bases,
                max_answers=config.max_answers,
            )
        case AiAgentChatConfig():
            return Assistant(
                profile=config.profile,
                knowledge_bases=config.knowledge_bases,
                max_answers=config.max_answers,
                answers=int(run.memory.get(ANSWERS, 0)),
                chat=config,
            )
    return Assistant()
