"""HTTP addresses of the board: its page, what it shows, and what can be done on it."""

from django.urls import path

from escalation.board import api, views

_TALK, _QUEUE = "api/board/conversations/<uuid:public_id>/", "api/board/queues/<int:pk>/"
_PROMISE = "api/board/promises/<int:pk>/"

urlpatterns = [
    path("board/", views.board, name="board"),
    path("api/board/", api.BoardDetail.as_view(), name="board-snapshot"),
    path(f"{_TALK}assign", api.AssignConversation.as_view(), name="board-assign"),
    path(f"{_TALK}move", api.MoveConversation.as_view(), name="board-move"),
    path(f"{_QUEUE}close", api.CloseQueue.as_view(), name="board-close"),
    path(f"{_QUEUE}open", api.OpenQueue.as_view(), name="board-open"),
    path(f"{_QUEUE}help", api.CallForHelp.as_view(), name="board-help"),
    path(f"{_PROMISE}give", api.GivePromise.as_view(), name="board-give"),
    path(f"{_PROMISE}postpone", api.PostponePromise.as_view(), name="board-postpone"),
    path(f"{_PROMISE}keep", api.KeepPromise.as_view(), name="board-keep"),
    path(f"{_PROMISE}drop", api.DropPromise.as_view(), name="board-drop"),
]
