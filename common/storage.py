"""How static files are named and packed where people depend on them."""

from wsgiref.headers import Headers

from servestatic.storage import CompressedManifestStaticFilesStorage


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with a hash, kept by browsers for ever, also for what one script imports from another."""

    support_js_module_import_aggregation = True


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Let no browser guess what a file is."""
    headers["X-Content-Type-Options"] = "nosniff"
