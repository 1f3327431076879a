"""System checks of the whole portal."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from assembly_portal import operator
from assembly_portal.routing import TABLES
from realtime.checks import problems

PROTOCOL = Path(settings.BASE_DIR) / "docs" / "protocol.md"


@register()
def the_protocol_is_what_the_code_declares(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse frames that are declared twice or otherwise than ``docs/protocol.md`` tells them."""
    return problems(TABLES, PROTOCOL)


@register(Tags.security, deploy=True)
def the_operator_is_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name each fact that the footer pages promise and only the operator can give."""
    return [
        Warning(
            f"{name} is not set: {meaning}.",
            hint="Set it in the environment. Until then a footer page says that it is not yet set.",
            id="portal.W001",
        )
        for name, meaning in operator.missing().items()
    ]
