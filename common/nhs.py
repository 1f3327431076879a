"""The NHS design system's official macros, called from Python: the one place that knows Jinja."""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader
from jinja2.runtime import Macro


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        undefined=ChainableUndefined,
        autoescape=True,
        auto_reload=False,
        # As the design system's own pages are made: less white space on the wire.
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _macro(component: str) -> Macro:
    folder = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", component).lower().replace("_", "-")
    module = _environment().get_template(f"nhsuk/components/{folder}/macro.jinja").module
    return next(value for value in vars(module).values() if isinstance(value, Macro))


def render(component: str, params: Mapping[str, Any]) -> SafeString:
    """Draw a component ("button", "error-summary" or "errorSummary") with the macro's own parameters.

    Plain text is escaped; a ``SafeString`` stands as it is. It costs about 0.7 ms: for fields and page
    furniture, not for rows.
    """
    html = str(_macro(component)(_plain(params)))
    return mark_safe(html)  # noqa: S308 - the macros escape: autoescape is on


@lru_cache(maxsize=256)
def render_once(component: str, written: str) -> SafeString:
    """Draw a component of which the parameters are written as JSON; drawn before, it is taken from memory.

    What is drawn follows from the parameters alone, so that nothing in it is older than they are. For long
    lists that many people see alike: parameters are remembered, and what somebody typed must not be.
    """
    return render(component, json.loads(written))


def _plain(value: Any) -> Any:
    """Make words of Django's lazy texts, which Jinja does not take for strings, and drop what is not set."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
