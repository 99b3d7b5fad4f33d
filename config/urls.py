"""HTTP addresses of the product."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView

from config import health

urlpatterns = [
    path("", include("chat.urls")),
    path("", include("agents.urls")),
    path("", include("escalation.urls")),
    path("", include("flows.urls")),
    path("login/", LoginView.as_view(template_name="login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("api/schema.json", SpectacularJSONAPIView.as_view(), name="schema"),
    path("healthz", health.alive),
    path("readyz", health.ready),
]
if settings.DEMO:
    from config.demo import views as demo

    urlpatterns += [
        path("", RedirectView.as_view(url="/demo/"), name="home"),
        path("demo/", demo.site, name="demo"),
        path("help/", demo.help_index, name="help"),
        path("help/<slug:slug>", demo.help_article, name="help-article"),
    ]
else:
    urlpatterns += [path("", RedirectView.as_view(url="/inbox/"), name="home")]
