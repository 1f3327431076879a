"""Templates and addresses obey the import law too: what links upwards cannot stand without what is above."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.architecture.layers import APPS, HOME, may_use

TEMPLATES = HOME / "templates"
TAG = re.compile(r"{%-?\s*(load|include|extends|url)\s+(.*?)\s*-?%}", re.DOTALL)
QUOTED = re.compile(r"""^(['"])(.+?)\1""")
# allauth's pages are ours to dress, and belong to the people whose pages they are.
OWNERS = {"account": "accounts", "mfa": "accounts", "usersessions": "accounts"}
# What every page stands on. Only the base and its two ends may link anywhere; the rest is given its links.
COMMON_GROUND = ("base.html", "components/", "static_page.html", "emails/base.", "admin/")
BASE = ("base.html", "components/header.html", "components/footer.html")
NAMERS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def owner_of_template(name: str) -> str | None:
    """Return the app whose template it is, or None for common ground."""
    folder, _, rest = name.partition("/")
    if folder == "admin" and (app := rest.partition("/")[0]) in APPS:
        return app
    if name.startswith(COMMON_GROUND):
        return None
    if not rest:
        return "assembly_portal"
    if folder == "emails":
        return sender_of(name)
    return folder if folder in APPS else OWNERS.get(folder)


def sender_of(email: str) -> str | None:
    """Return the app whose code names the mail."""
    named = email.rpartition(".")[0]
    for app in APPS:
        if any(named in path.read_text() for path in (HOME / app).rglob("*.py")):
            return app
    return None


def owner_of_module(module: str) -> str | None:
    """Return the app of ours that a module belongs to; other people's modules are anybody's."""
    top = module.partition(".")[0]
    return top if top in APPS else None


def owners_of_addresses() -> dict[str, str]:
    """Return the app whose view answers each name."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, inner)
            elif pattern.name:
                view = getattr(pattern.callback, "view_class", pattern.callback)
                if owner := owner_of_module(view.__module__):
                    yield prefix + pattern.name, owner

    return dict(walk(get_resolver().url_patterns))


def uses_of_template(path: Path) -> Iterator[tuple[str, str | None]]:
    """Return what a template names, and whose it is."""
    libraries = engines["django"].engine.libraries
    addresses = owners_of_addresses()
    for tag, rest in TAG.findall(path.read_text()):
        if tag == "load":
            names = rest.partition(" from ")[2].split() if " from " in rest else rest.split()
            yield from ((f"load {name}", owner_of_module(libraries[name])) for name in names)
        elif quoted := QUOTED.match(rest):
            name = quoted[2]
            owner = addresses.get(name) if tag == "url" else owner_of_template(name)
            yield f"{tag} {name}", owner


def uses_of_module(path: Path) -> Iterator[tuple[str, str]]:
    """Return the addresses that a module names, and whose they are."""
    addresses = owners_of_addresses()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in NAMERS and node.args[0].value in addresses:
                yield f"{called} {node.args[0].value}", addresses[node.args[0].value]


def test_templates_name_only_what_stands_below_them():
    faults = []
    for path in sorted(TEMPLATES.rglob("*.*")):
        name = str(path.relative_to(TEMPLATES))
        owner = owner_of_template(name)
        for use, used in uses_of_template(path):
            if used and owner and not may_use(owner, used):
                faults.append(f"templates/{name} ({owner}): {use} is of {used}")
            if used and not owner and name not in BASE and used != "common":
                faults.append(f"templates/{name} (common ground): {use} is of {used}")

    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("app", APPS)
def test_code_names_only_addresses_that_stand_below_it(app):
    faults = [
        f"{path.relative_to(HOME)}: {use} is of {used}"
        for path in sorted((HOME / app).rglob("*.py"))
        for use, used in uses_of_module(path)
        if not may_use(app, used)
    ]

    assert not faults, "\n" + "\n".join(faults)


def test_every_template_has_an_owner():
    nobodys = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.*")
        if owner_of_template(str(path.relative_to(TEMPLATES))) is None
        and not str(path.relative_to(TEMPLATES)).startswith(COMMON_GROUND)
    ]

    assert nobodys == []


def test_this_test_would_notice():
    addresses = owners_of_addresses()

    assert addresses["home"] == "assembly_portal"
    assert not may_use("events", addresses["home"])
    assert may_use("assembly_portal", "events")
    assert not may_use("accounts", "realtime")
    assert {config.name for config in apps.get_app_configs()} >= set(APPS)
