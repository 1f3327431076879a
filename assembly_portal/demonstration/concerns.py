"""Concerns of the demonstration: groups with fictional members, and cases played through the actions."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.credentials import credentials_digest
from accounts.models import Employer, LocalOffice, SecondFactorDuty, User
from assembly_portal.demonstration import facts
from assembly_portal.demonstration.cases import CASES, CaseFact, Deed
from assembly_portal.demonstration.log_ins import email_of
from assembly_portal.demonstration.names import FIRST_NAMES
from concerns.actions import answering, following, handling, keys, opening, raising, referring
from concerns.actions.handling import LabelAnswer
from concerns.answers import Answers
from concerns.kinds import Category, Found, GroupKind, Mode, Recognised, Role, Severity, Side
from concerns.models import Concern, HandlerGroup, Membership, OutgoingMail
from concerns.reporter_codes import ReporterCode
from concerns.sealing.folder import are_keys_at_hand
from concerns.standing import Standing, standing_of

# Known to everybody, and given out only where DEBUG is on: to look at the reporter's side of the sixth case.
CODE = ReporterCode("DEM0NSTRAT10NC0DE000")
OF_THE_CODE = 5
HOME_OFFICE, HOME_TRUST = "north-west", "Demo NHS Trust A"
# The log-ins and the group of each.
MEMBERS = {
    "handler": (GroupKind.QUALITY, Role.LEAD),
    "deputy": (GroupKind.QUALITY, Role.HANDLER),
    "guardian": (GroupKind.GUARDIAN, Role.HANDLER),
    "dean": (GroupKind.DEAN, Role.DEAN),
}
WORDS: dict[str, str] = {
    "acknowledge": "Thank you. I have read what you wrote and speak to the college tutor first. "
    "You hear from me within two weeks.",
    "triage": "This is looked at under the dignity policy. That is its name only: your own words stay on the "
    "record, and the answer at the end answers each of them.",
    "ask": "Could you tell me on which days it happened? If you would rather not, I go on with what I have.",
    "note": "Spoke to the college tutor. Rota and staffing figures asked for.",
    "refer to employer": "I have shown what you wrote to the Freedom to Speak Up guardian of your trust "
    "as well. "
    "Both of us work on it from now on.",
    "employer acknowledges": "I am the guardian of the trust, and I have it too. I speak to the ward on "
    "Monday.",
    "employer returns": "The department's lead is my line manager, so I cannot look into this. The local "
    "office "
    "goes on with it.",
    "answer": "We spoke to everybody named and looked at the records of three months. From next month on "
    "somebody "
    "else is in charge of it, and the tutor looks again in the summer.",
    "show another way": "The estates team of your trust can put in a lock at once: I have given you their "
    "number. "
    "Come back here if nothing happens.",
    "hand out": "This belongs before the regulator, and I have handed it on. They write to you through me.",
    "reporter writes": "Mostly on Fridays, after the afternoon round.",
    "reporter is not satisfied": "The clinics are still with somebody else.",
}


def make_concerns(*, at: datetime, with_code: bool) -> None:
    """Write groups, members and cases, once, and only where there are keys to open them with."""
    if not are_keys_at_hand() or HandlerGroup.objects.exists():
        return
    began_at = at - timedelta(days=200)
    _make_groups(began_at)
    players = {who: _standing(who) for who in MEMBERS}
    for number, fact in enumerate(CASES):
        code = CODE if with_code and number == OF_THE_CODE else ReporterCode.new()
        _play(fact, code, players, at)
    # The mails about all that were due long ago.
    OutgoingMail.objects.all().delete()


def _make_groups(at: datetime) -> None:
    keys.make_custody_key(at=at)
    offices = LocalOffice.objects.known()
    wanted: list[tuple[GroupKind, Employer | None, LocalOffice | None]] = [
        (kind, None, office) for office in offices for kind in (GroupKind.QUALITY, GroupKind.DEAN)
    ]
    trusts = Employer.objects.filter(name__in=facts.EMPLOYERS)
    wanted += [(kind, trust, None) for trust in trusts for kind in (GroupKind.GUARDIAN, GroupKind.DIGNITY)]
    for number, (kind, trust, office) in enumerate(wanted):
        group = keys.make_group(kind=kind, employer=trust, local_office=office, at=at)
        for who, (of_kind, role) in MEMBERS.items():
            is_home = (office and office.code == HOME_OFFICE) or (trust and trust.name == HOME_TRUST)
            if of_kind == kind and is_home:
                _entrust(User.objects.get(email=email_of(who)), group, role, at)
        if not group.memberships.exists():
            role = Role.DEAN if kind == GroupKind.DEAN else Role.HANDLER
            name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} Casewell-{number + 1} (demo)"
            user = User.objects.create_user(f"demo.casework.{number + 1}@example.org", name=name)
            _entrust(user, group, role, at)


def _entrust(user: User, group: HandlerGroup, role: Role, at: datetime) -> None:
    """Make somebody a member as if two people had agreed: a demonstration begins with people there."""
    Membership.objects.create(
        user=user,
        group=group,
        role=role,
        proposed_on=at.date(),
        confirmed_on=at.date(),
        credentials=credentials_digest(user),
    )
    SecondFactorDuty.objects.get_or_create(user=user, because="concerns", defaults={"since": at})


def _standing(who: str) -> Standing:
    standing = standing_of(User.objects.get(email=email_of(who)))
    assert standing is not None, f"{who} is a member"
    return standing


def _play(fact: CaseFact, code: ReporterCode, players: dict[str, Standing], now: datetime) -> None:
    sent_at = now - timedelta(days=fact.days_ago)
    concern, key = raising.begin_draft(at=sent_at)
    raising.keep_answers(concern=concern, key=key, answers=_answers(fact), at=sent_at)
    concern = raising.send_concern(concern=concern, key=key, code=code, at=sent_at)
    for days, deed in fact.deeds:
        _do(deed, concern, key, players, sent_at + timedelta(days=days))
        concern.refresh_from_db()


def _answers(fact: CaseFact) -> Answers:
    trust = Employer.objects.filter(name=f"Demo NHS Trust {fact.employer}").first()
    office = LocalOffice.objects.get(code=HOME_OFFICE)
    is_named = fact.mode != Mode.ANONYMOUS
    return Answers(
        mode=fact.mode,
        is_urgent="yes" if fact.is_urgent else "no",
        employer=str(trust.pk) if trust else "none",
        # One team shows all of them.
        office=str(office.pk),
        category=fact.category,
        narrative=fact.narrative,
        labels=tuple(fact.labels),
        sides=(Side.EMPLOYER, Side.TRAINING) if fact.is_to_both else (Side.TRAINING,),
        was_asked_who=True,
        name="Dr Wren Thistlewood (demonstration person)" if is_named else "",
        contact="Call me on 01632 960123 after 6pm" if is_named else "",
    )


def _do(deed: Deed, concern: Concern, key: bytes, players: dict[str, Standing], at: datetime) -> None:
    handler, guardian = players["handler"], players["guardian"]
    if not deed.startswith("reporter") and deed != "withdraw":
        # Nobody acts on what they have not read.
        reader = guardian if deed.startswith("employer") else handler
        opening.open_case(handler=reader, concern=concern, at=at)
    words = WORDS.get(deed, "")
    match deed:
        case "acknowledge":
            handling.acknowledge_concern(handler=handler, concern=concern, words=words, at=at)
        case "triage":
            handling.record_triage(
                handler=handler,
                concern=concern,
                category=Category(concern.category),
                severity=Severity.MEDIUM,
                labels=_label_answers(concern, Recognised.YES, "What you describe is what this word means."),
                route=words,
                at=at,
            )
        case "begin":
            handling.begin_work(handler=handler, concern=concern, at=at)
        case "investigate":
            handling.open_investigation(handler=handler, concern=concern, at=at)
        case "ask":
            handling.ask_reporter(handler=handler, concern=concern, words=words, at=at)
        case "note":
            handling.write_note(handler=handler, concern=concern, words=words, at=at)
        case "refer to employer":
            group = next(iter(guardian.groups.values()))
            referring.refer_concern(handler=handler, concern=concern, group=group, words=words, at=at)
        case "employer acknowledges":
            handling.acknowledge_concern(handler=guardian, concern=concern, words=words, at=at)
        case "employer returns":
            referring.return_referral(handler=guardian, concern=concern, words=words, at=at)
        case "answer":
            labels = _label_answers(concern, Found.UPHELD, "Two people saw it, and the records agree.")
            answering.give_feedback(handler=handler, concern=concern, labels=labels, words=words, at=at)
        case "close":
            answering.close_track(handler=handler, concern=concern, at=at)
        case "reporter writes":
            following.write_to_handlers(concern=concern, key=key, words=words, at=at)
        case "reporter is not satisfied":
            following.say_not_satisfied(concern=concern, key=key, words=words, at=at)
        case "withdraw":
            following.withdraw_concern(concern=concern, at=at)
        case "show another way" | "hand out":
            answering.show_another_way(
                handler=handler,
                concern=concern,
                words=words,
                to_outside=deed == "hand out",
                labels=_label_answers(
                    concern, Recognised.NOT_YET, "The estates team can tell whether anybody asked before."
                ),
                at=at,
            )


def _label_answers(concern: Concern, answer: str, because: str) -> dict[UUID, LabelAnswer]:
    return {label.pk: LabelAnswer(answer, because) for label in concern.labels.all()}
