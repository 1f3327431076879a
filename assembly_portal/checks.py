"""System checks of the whole portal."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from assembly_portal import operator


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
