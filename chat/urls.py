"""HTTP addresses of the kernel."""

from django.urls import path

from chat.views import WidgetSession

urlpatterns = [path("api/widget/session", WidgetSession.as_view(), name="widget-session")]
