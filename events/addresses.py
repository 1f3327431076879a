"""First words of the portal's addresses: no assembly can have one of these as its own."""

RESERVED = frozenset(
    {
        "accessibility",
        "account",
        "admin",
        "api",
        "assemblies",
        "casework",
        "contact",
        "cookies",
        "health",
        "letterbox",
        "library",
        "media",
        "notices",
        "privacy",
        "realtime",
        "static",
        "terms",
        "where-do-i-go",
    }
)
