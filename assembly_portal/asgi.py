"""What the web server runs: pages by Django, the websocket by the engine, one for each process."""

import os
from typing import Any, cast

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assembly_portal.settings.production")
django.setup(set_prefix=False)

# Models can be imported only once Django has been set up.
from assembly_portal.routing import TABLES  # noqa: E402
from assembly_portal.turnstile import TurnstileHandler  # noqa: E402
from realtime.consumers import Socket  # noqa: E402
from realtime.engine import Engine  # noqa: E402
from realtime.lifespan import Lifespan  # noqa: E402

engine = Engine(TABLES)
application = ProtocolTypeRouter(
    {
        "http": TurnstileHandler(),
        "websocket": URLRouter([path("realtime/socket", cast(Any, Socket(engine)))]),
        "lifespan": Lifespan(engine),
    }
)
