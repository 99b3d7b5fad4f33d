"""HTTP addresses of the agents app."""

from django.urls import path

from agents import api, views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("api/conversations/", api.ConversationList.as_view(), name="conversation-list"),
    path(
        "api/conversations/<uuid:public_id>/",
        api.ConversationDetail.as_view(),
        name="conversation-detail",
    ),
]
