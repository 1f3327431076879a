"""What only the operator of a portal knows: facts that footer pages show and production must not lack."""

from django.conf import settings

# Each setting, and what its value says on the page.
FACTS = {
    "PORTAL_OPERATOR_NAME": "the organisation that runs this portal",
    "PORTAL_CONTACT_EMAIL": "the address for questions about this portal",
    "PORTAL_CONTACT_REPLY_TIME": "how soon questions are answered, such as “3 working days”",
    "PORTAL_ACCESSIBILITY_PREPARED_ON": "the day on which the accessibility statement was prepared",
    "PORTAL_ACCESSIBILITY_REVIEWED_ON": "the day on which the accessibility statement was last reviewed",
    "PORTAL_PRIVACY_CONTROLLER": "the controller of the personal data, with its postal address",
    "PORTAL_PRIVACY_CONTACT": "how to reach the data protection officer",
    "PORTAL_PRIVACY_LAWFUL_BASIS": "the lawful basis for using the personal data",
    "PORTAL_PRIVACY_RETENTION": "how long personal data is kept, and who deletes it",
    "PORTAL_PRIVACY_HOSTED_IN": "the company and the country in which the portal is hosted",
}


def facts() -> dict[str, str]:
    """Return each fact by the last part of its name (``contact_email``); empty when it is not set."""
    return {name.removeprefix("PORTAL_").lower(): getattr(settings, name) for name in FACTS}


def missing() -> dict[str, str]:
    """Return the settings that are not set, with what each should say."""
    return {name: meaning for name, meaning in FACTS.items() if not getattr(settings, name)}
