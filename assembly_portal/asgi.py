"""What the web server runs: pages by Django, the websocket by the engine, one for each process."""

import os
from typing import Any, cast

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assembly_portal.settings.production")
pages = get_asgi_application()

# Models can be imported only once Django has been set up.
from assembly_portal.routing import TABLES  # noqa: E402
from realtime.consumers import Socket  # noqa: E402
from realtime.engine import Engine  # noqa: E402
from realtime.lifespan import Lifespan  # noqa: E402

engine = Engine(TABLES)
application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": URLRouter([path("realtime/socket", cast(Any, Socket(engine)))]),
        "lifespan": Lifespan(engine),
    }
)
