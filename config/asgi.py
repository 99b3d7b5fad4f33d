"""The ASGI application: Django over HTTP, Channels over websockets."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http_application = get_asgi_application()

from config.startup import (  # noqa: E402 (needs the app registry)
    give_way_to_the_loop,
    warm_up_in_background,
)
from config.ws_urls import websocket_urlpatterns  # noqa: E402

give_way_to_the_loop()
warm_up_in_background()

application = ProtocolTypeRouter(
    {"http": http_application, "websocket": URLRouter(websocket_urlpatterns)}
)
