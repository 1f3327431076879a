"""Counting what is opened; who opened it is written nowhere."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from library.models import Document, Opening, Recording


def count_opening(*, of: Document | Recording, at: datetime) -> None:
    """Count one opening more, on the day it is in the portal's own zone. Two at one instant are two."""
    row = (
        {"document": of, "recording": None}
        if isinstance(of, Document)
        else {"document": None, "recording": of}
    )
    counted = {"day": timezone.localdate(at), **row}
    Opening.objects.bulk_create([Opening(**counted, count=0)], ignore_conflicts=True)
    Opening.objects.filter(**counted).update(count=F("count") + 1)
