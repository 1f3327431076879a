"""Mail about log-ins, sent while the person waits; what does not go out is a sentence and no error page."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def send(template: str, to: str, context: dict[str, Any]) -> bool:
    """Send the mail of the templates ``<template>_subject.txt``, ``.._message.txt`` and ``.._message.html``.

    Return whether it was handed over. The subject carries no prefix: on a locked telephone it shows the code.
    """
    request = context.get("request")
    facts = {**context, "email": to}
    subject = " ".join(render_to_string(f"{template}_subject.txt", facts).split())
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{template}_message.txt", facts, request),
        settings.DEFAULT_FROM_EMAIL,
        [to],
    )
    message.attach_alternative(render_to_string(f"{template}_message.html", facts, request), "text/html")
    try:
        return message.send() == 1
    except (SMTPException, OSError):
        log.exception("Mail about a log-in could not be sent")
        return False
