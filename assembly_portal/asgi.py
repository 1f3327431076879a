"""What the web server runs: pages by Django, the websocket by the engine, one for each process."""

import os
from typing import Any, cast

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assembly_portal.settings.production")
django.setup(set_prefix=False)

# Models can be imported only once Django has been set up.
from accounts.models import User  # noqa: E402
from accounts.policies import is_whole_log_in  # noqa: E402
from assembly_portal.body_guard import BodyGuard  # noqa: E402
from assembly_portal.routing import TABLES  # noqa: E402
from assembly_portal.turnstile import TurnstileHandler  # noqa: E402
from library.doors import most_bytes_for  # noqa: E402
from realtime.consumers import Socket  # noqa: E402
from realtime.engine import Engine  # noqa: E402
from realtime.lifespan import Lifespan  # noqa: E402
from realtime.polling import Poll, Send  # noqa: E402
from realtime.standing import Rules  # noqa: E402

engine = Engine(TABLES, Rules(people=User.objects.with_duties, is_whole=is_whole_log_in))


async def most_bytes_of(cookie: str, path: str) -> int:
    """Tell how much whoever the cookie names may send to an address where files come in."""
    log_in = await engine.log_in_of(cookie)
    return await engine.people.run(most_bytes_for, log_in.user_id, path) if log_in else 0


application = ProtocolTypeRouter(
    {
        # Polls wait without a thread, so they do not go through the turnstile.
        "http": URLRouter(
            [
                path("realtime/poll", cast(Any, Poll(engine))),
                path("realtime/send", cast(Any, Send(engine))),
                re_path("", cast(Any, BodyGuard(TurnstileHandler(), most_bytes_of))),
            ]
        ),
        "websocket": URLRouter([path("realtime/socket", cast(Any, Socket(engine)))]),
        "lifespan": Lifespan(engine),
    }
)
