"""What becomes of notices about a person once their reader blocks them."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import User
from networking.models import Contact, Conversation, Member
from networking.notices.contacts import ACCEPTED, MET_AGAIN, REQUEST
from networking.notices.conversations import INVITED, MESSAGES
from notices.actions.telling import lead_nowhere
from notices.models import Notice

BLOCKED = "You blocked this person after this."


def let_rest(*, by: User, about: User, at: datetime) -> None:
    """Let what the blocker was told of a person be new no more and lead nowhere: what it led to is gone.

    It goes on naming them, as the mail of it does: it is what was told, and may be needed for a report. The
    other's own notices stay as they are, or they would tell.
    """
    of_both = Q(asker__user=by, asked__user=about) | Q(asker__user=about, asked__user=by)
    contacts = Contact.objects.filter(of_both).values("code")
    pairs = Conversation.objects.filter(kind=Conversation.Kind.PAIR, members__delegate__user=by)
    talks = pairs.filter(members__delegate__user=about).values_list("code", flat=True)
    invited = Member.objects.filter(delegate__user=by, invited_by__user=about)
    groups = invited.values_list("conversation__code", flat=True)
    told = [
        Q(kind__in=(REQUEST, ACCEPTED, MET_AGAIN), about__in=contacts),
        *(Q(kind=MESSAGES, about__startswith=f"{code}@") for code in talks),
        *(Q(kind=INVITED, about__startswith=f"{code}@") for code in groups),
    ]
    lead_nowhere(user=by, notices=Notice.objects.filter(reduce(or_, told)), outcome=BLOCKED, at=at)
