"""Who may look at the board, and who may act on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.urls import reverse

from agents.selectors import agent_of
from chat.types import AccessDeniedError

VIEW = "escalation.view_board"
ACT = "escalation.act_on_board"


@dataclass(frozen=True, slots=True)
class BoardAccess:
    """A member of staff who may look at the board. `name`: as others read who did something."""

    user_id: int
    name: str
    may_act: bool


def access_to_board(user_id: int) -> BoardAccess:
    """What this user may do on the board, read afresh.

    Raises AccessDeniedError unless they are active staff with the permission
    `escalation.view_board`.
    """
    user = get_user_model().objects.filter(pk=user_id, is_active=True, is_staff=True).first()
    if user is None or not user.has_perm(VIEW):
        raise AccessDeniedError("may not look at the board")
    agent = agent_of(user)
    name = agent.display_name if agent is not None else user.get_full_name() or user.get_username()
    return BoardAccess(user.pk, name, user.has_perm(ACT))


def board_url_for(user_id: int) -> str:
    """Where the board is; empty for who may not look at it."""
    try:
        access_to_board(user_id)
    except AccessDeniedError:
        return ""
    return reverse("board")
