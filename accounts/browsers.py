"""Which browser a log-in came from, in words that its owner recognises. Pure."""

# In this order: the later ones call themselves by the names of the earlier ones too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """Say "Firefox on Windows"; what is not known is called so."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Another browser")
    device = next((name for sign, name in DEVICES if sign in user_agent), "another device")
    return f"{browser} on {device}"
