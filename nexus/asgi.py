"""What a server calls: pages over HTTP, till, display and print agents over WebSocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")
http = get_asgi_application()  # loads the apps, which the imports below need

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import re_path  # noqa: E402

from kiosk.routing import machines, sockets  # noqa: E402

# A browser always says from which page it comes, a machine never: its sockets stand before that question.
browsers = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(sockets)))
application = ProtocolTypeRouter({"http": http, "websocket": URLRouter([*machines, re_path("", browsers)])})
