"""What delegates are told about their place, and in the rounds before and after the day."""

from datetime import datetime

from common.words import clock, day, day_and_clock, time_range, until, zone_in_words
from events.models import AccessReply, Assembly, Delegate, Message
from notices.letters import Attachment, Button, Fact, Letter, Section, paragraphs_of

ON_SHIFT = (
    "Come for as long as you can. You can join and leave at any time, on a hospital computer or a phone."
)


def place_letter(
    delegate: Delegate, headline: str, *introduction: str, button: Button | None = None, **parts: object
) -> Letter:
    """Write a letter about one person's place. Load ``assembly`` with the delegate."""
    assembly = delegate.assembly
    return Letter(
        headline=headline,
        introduction=introduction,
        name=delegate.name,
        facts=(Fact("Your reference", delegate.reference), *when_and_where(assembly)),
        button=button or Button("See how your place stands", f"/{assembly.slug}/place/"),
        closing=questions_to(assembly),
        sender=assembly.name,
        organisation=assembly.organisation_name,
        **parts,  # type: ignore[arg-type]
    )


def questions_to(assembly: Assembly) -> tuple[str, ...]:
    """Say whom to ask, where somebody is named."""
    if not assembly.contact_email:
        return ()
    return (f"Questions? Write to {assembly.contact_email} and give your reference.",)


def when_and_where(assembly: Assembly) -> tuple[Fact, Fact]:
    """Say when the day is, with whose clock, and where."""
    hours = time_range(assembly.starts_at, assembly.ends_at, assembly.zone)
    when = f"{day(assembly.starts_at, assembly.zone)}, {hours} ({zone_in_words(assembly.zone)})"
    return Fact("When", when), Fact("Where", "Online. Log in with this email address.")


def my_day_button(assembly: Assembly, label: str = "Open My day") -> Button:
    """Lead to My day."""
    return Button(label, assembly.my_day_address)


def confirmation(
    delegate: Delegate, at: datetime, *, calendar: Attachment, first: str, has_programme: bool
) -> Letter:
    """Confirm a place: what it is, what happens next, what to do if on shift."""
    assembly = delegate.assembly
    keeps = "keeps the day free: the programme is not published yet"
    recorded = f" What is recorded on the main stage can be watched until {_last_day(assembly)}."
    return place_letter(
        delegate,
        f"Your place at {assembly.name}, reference {delegate.reference}",
        first,
        button=my_day_button(assembly),
        sections=(
            Section(
                "What happens next",
                (
                    _when_to_choose(assembly, at, has_programme=has_programme),
                    "On the day, open My day and select Join.",
                    f"The calendar file with the email {'has every session' if has_programme else keeps}.",
                ),
                is_list=True,
            ),
            Section(
                "If you are on shift",
                (ON_SHIFT + (recorded if assembly.closes_at > assembly.ends_at else ""),),
            ),
            _cannot_come(assembly),
        ),
        attachments=(calendar,),
    )


def _when_to_choose(assembly: Assembly, at: datetime, *, has_programme: bool) -> str:
    opens = day_and_clock(assembly.opens_at, assembly.zone)
    if has_programme and at >= assembly.opens_at:
        return "Choose your rooms on My day now: the doors are open."
    if has_programme:
        return f"From {opens} you can choose your rooms on My day."
    from_then = "" if at >= assembly.opens_at else f", from {opens} on"
    return f"You can choose your rooms on My day once the programme is published{from_then}."


def waiting(delegate: Delegate, position: str) -> Letter:
    """Say that somebody waits, and as which of how many."""
    name = delegate.assembly.name
    return place_letter(
        delegate,
        f"You are on the waiting list for {name}",
        f"All places at {name} are taken. You are {position} on the waiting list.",
        "A place that becomes free is offered to the first on the list. We email you when it is your turn.",
    )


def offered(delegate: Delegate) -> Letter:
    """Say that a place is kept for somebody who waited, until when, and what to do."""
    name = delegate.assembly.name
    return place_letter(
        delegate,
        f"A place at {name} is free for you",
        f"You waited for a place at {name}, and now it is your turn.",
        f"We keep the place for you until {_kept_until(delegate)}. Take it, or let it go.",
        "If you do not answer by then, it is offered to the next person on the list.",
        button=Button("Take the place or let it go", f"/{delegate.assembly.slug}/place/"),
    )


def lapsed(delegate: Delegate) -> Letter:
    """Say that the time to answer is over, and how to wait again."""
    name = delegate.assembly.name
    return place_letter(
        delegate,
        f"The time to take your place at {name} has ended",
        f"A place was free for you until {_kept_until(delegate)}.",
        "You did not answer, so it was offered to the next person on the list.",
        "You can join the waiting list again, at its end. Your answers are kept.",
        button=Button("Join the waiting list again", f"/{delegate.assembly.slug}/place/"),
    )


def _kept_until(delegate: Delegate) -> str:
    zone = delegate.assembly.zone
    assert delegate.offer_expires_at is not None, "written to those with an offer only"
    return f"{day_and_clock(delegate.offer_expires_at, zone)} ({zone_in_words(zone)})"


def awaiting_approval(delegate: Delegate) -> Letter:
    """Say that organisers decide."""
    name = delegate.assembly.name
    return place_letter(
        delegate,
        f"We have your registration for {name}",
        f"An organiser of {name} looks at your registration. You do not have a place yet.",
        "We email you what they decide. You have nothing to do until then.",
    )


def declined(delegate: Delegate) -> Letter:
    """Say that there is no place, and whom to ask."""
    name = delegate.assembly.name
    return place_letter(
        delegate,
        f"You do not have a place at {name}",
        f"The organisers could not give you a place at {name}.",
        "If you think this is wrong, tell them: they can still change it.",
    )


def cancelled(delegate: Delegate) -> Letter:
    """Say what is given up, and how to come back."""
    headline, lead = _given_up(delegate)
    at_end = delegate.has_let_go or delegate.has_left_line
    return place_letter(
        delegate,
        headline,
        lead,
        "If you did not do this, or changed your mind, register again with the same email address."
        + (" You then join the waiting list at its end." if at_end else ""),
        button=Button("Register again", f"/{delegate.assembly.slug}/register/"),
    )


def _given_up(delegate: Delegate) -> tuple[str, str]:
    name = delegate.assembly.name
    if delegate.has_let_go:
        lead = "You did not want the place that was free for you, so it is offered to the next person."
        return f"You let the place at {name} go", f"{lead} You are no longer on the waiting list."
    if delegate.has_left_line:
        lead = "No place is kept for you, and we send you no more emails about one."
        return f"You left the waiting list for {name}", lead
    lead = f"You no longer have a place at {name}, and we send you no more reminders about it."
    return f"Your place at {name} is cancelled", lead


def moved(delegate: Delegate, was: str) -> Letter:
    """Say that the day is another one now, and what to do if it does not suit."""
    assembly = delegate.assembly
    return place_letter(
        delegate,
        f"{assembly.name} has moved to {day(assembly.starts_at, assembly.zone)}",
        f"The organisers moved {assembly.name}. It was to be on {was}; when it is now stands below.",
        "Your place moves with it: you have nothing to do if you can come.",
        button=my_day_button(assembly) if delegate.has_place else None,
        sections=(_cannot_come(assembly),),
    )


def doors_open(delegate: Delegate, *, has_programme: bool) -> Letter:
    """Five days before: choose, as soon as there is a programme, and try it out."""
    assembly = delegate.assembly
    to_do = "Choose one room for each set of breakout rooms. You can change your mind."
    return place_letter(
        delegate,
        f"The doors of {assembly.name} are open",
        "You can look round, choose your rooms and meet others now."
        if has_programme
        else "You can look round and meet others now.",
        button=my_day_button(assembly, "Choose your rooms" if has_programme else "Open My day"),
        sections=(
            Section(
                "What to do now",
                (
                    to_do if has_programme else "Choose your rooms once the programme is published.",
                    "Open My day once on the computer or phone that you will use, to see that it works.",
                    "Tell us what you need to take part, if you have not.",
                ),
                is_list=True,
                link=Button("My place", f"/{assembly.slug}/place/"),
            ),
        ),
    )


def day_before(delegate: Delegate) -> Letter:
    """The day before: when it begins, and where."""
    assembly = delegate.assembly
    return place_letter(
        delegate,
        f"Tomorrow: {assembly.name}",
        f"{assembly.name} begins tomorrow at {clock(assembly.starts_at, assembly.zone)}.",
        button=my_day_button(assembly),
        sections=(Section("If you are on shift", (ON_SHIFT,)), _cannot_come(assembly)),
    )


def that_morning(delegate: Delegate) -> Letter:
    """On the day: one button."""
    assembly = delegate.assembly
    return place_letter(
        delegate,
        f"Today: {assembly.name}",
        f"{assembly.name} begins today at {clock(assembly.starts_at, assembly.zone)}.",
        "My day always shows what runs now, and has the button to join it.",
        button=my_day_button(assembly, "Join on My day"),
    )


def afterwards(delegate: Delegate) -> Letter:
    """The next working day: thanks, and what stays."""
    assembly = delegate.assembly
    return place_letter(
        delegate,
        f"After {assembly.name}",
        f"Thank you for being part of {assembly.name}.",
        f"The programme and what is recorded of it stay open to you until {_last_day(assembly)}.",
        button=Button("See what is there", f"/{assembly.slug}/"),
        sections=(
            Section("Tell the organisers", ("What should be kept, and what should change next year?",))
            if assembly.contact_email
            else Section("Come back", ("What the organisers publish of the day appears on its page.",)),
        ),
    )


def expiry_soon(delegate: Delegate) -> Letter:
    """A fortnight before the end: what is soon gone."""
    assembly = delegate.assembly
    last = _last_day(assembly)
    return place_letter(
        delegate,
        f"Until {last}: what was recorded of {assembly.name}",
        f"What was recorded of {assembly.name} can be watched until {last}. After that it is gone.",
        button=Button("Watch before it goes", f"/{assembly.slug}/"),
    )


def expiry_last(delegate: Delegate) -> Letter:
    """Two days before the end: the last word about it."""
    assembly = delegate.assembly
    last = _last_day(assembly)
    return place_letter(
        delegate,
        f"Last days: what was recorded of {assembly.name}",
        f"What was recorded of {assembly.name} can be watched until {last}, and not after.",
        button=Button("Watch before it goes", f"/{assembly.slug}/"),
    )


def what_changed(delegate: Delegate) -> Letter:
    """Three months later: organisers' own words, without which it is not sent."""
    assembly = delegate.assembly
    return place_letter(
        delegate,
        f"What changed since {assembly.name}",
        f"Three months ago you were at {assembly.name}.",
        button=Button("Read more", f"/{assembly.slug}/"),
    )


def message(delegate: Delegate, words: Message) -> Letter:
    """Say what organisers wrote; without a button of theirs it leads to the place."""
    button = Button(words.button, words.path) if words.button and words.path else None
    return place_letter(delegate, words.subject, *paragraphs_of(words.introduction), button=button)


def access_reply(answer: AccessReply) -> Letter:
    """Say what became of a request. The subject does not say what somebody needs: others may see it."""
    request = answer.request
    assembly = request.delegate.assembly
    state = answer.get_state_display().lower()
    return place_letter(
        request.delegate,
        f"{assembly.name}: an answer to your request",
        f"You asked for: {request.get_kind_display()}. It stands so: {state}.",
        *paragraphs_of(answer.body),
    )


def _cannot_come(assembly: Assembly) -> Section:
    words = "Cancel, so that somebody else can have your place."
    return Section("If you cannot come", (words,), link=Button("Cancel my place", f"/{assembly.slug}/place/"))


def _last_day(assembly: Assembly) -> str:
    return until(assembly.closes_at, assembly.zone)
