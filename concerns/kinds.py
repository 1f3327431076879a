"""The closed lists of concerns: ways to raise one, what it is about, how grave it is, who handles it."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """How much the reporter tells of themselves."""

    ANONYMOUS = "anonymous", "Anonymous"
    CONFIDENTIAL = "confidential", "In confidence"
    NAMED = "named", "With my name"


class Category(TextChoices):
    """What it is about: the headings of the National Guardian's Office, and those of training."""

    PATIENT_SAFETY = "patient_safety", "Patient safety or quality of care"
    WORKER_SAFETY = "worker_safety", "Safety or wellbeing of staff"
    BULLYING = "bullying", "Bullying or harassment"
    ATTITUDES = "attitudes", "Other inappropriate attitudes or behaviours"
    DISCRIMINATION = "discrimination", "Discrimination"
    SEXUAL_MISCONDUCT = "sexual_misconduct", "Sexual misconduct"
    TRAINING = "training", "Quality of training, supervision or rota"
    PROGRESSION = "progression", "ARCP, exams or progression"
    FLEXIBILITY = "flexibility", "Less-than-full-time training, visa or leave"
    DETRIMENT = "detriment", "Treated worse after speaking up"
    OTHER = "other", "Something else"


class Severity(TextChoices):
    """How grave a handler finds it; the first is what nobody has judged yet."""

    UNJUDGED = "unjudged", "Not judged yet"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Side(TextChoices):
    """The two tracks of a concern."""

    EMPLOYER = "employer", "Inside your employer"
    TRAINING = "training", "In training"


class GroupKind(TextChoices):
    """Whose group it is: posts of an employer, then those of a local office."""

    GUARDIAN = "guardian", "Freedom to Speak Up guardian"
    DIGNITY = "dignity", "HR dignity lead"
    MEDICAL_EDUCATION = "medical_education", "Director of medical education"
    SAFE_HOURS = "safe_hours", "Guardian of safe working hours"
    QUALITY = "quality", "Quality team"
    EQUALITY = "equality", "Equality, diversity and inclusion lead"
    DEAN = "dean", "Postgraduate Dean's office"


SIDE_OF = {
    GroupKind.GUARDIAN: Side.EMPLOYER,
    GroupKind.DIGNITY: Side.EMPLOYER,
    GroupKind.MEDICAL_EDUCATION: Side.EMPLOYER,
    GroupKind.SAFE_HOURS: Side.EMPLOYER,
    GroupKind.QUALITY: Side.TRAINING,
    GroupKind.EQUALITY: Side.TRAINING,
    GroupKind.DEAN: Side.TRAINING,
}
# Who takes in what comes to a side, the first that can; the others are reached by referral.
TAKES_IN = {
    Side.EMPLOYER: (GroupKind.GUARDIAN, GroupKind.DIGNITY, GroupKind.MEDICAL_EDUCATION, GroupKind.SAFE_HOURS),
    Side.TRAINING: (GroupKind.QUALITY, GroupKind.EQUALITY),
}


class Role(TextChoices):
    """What a membership entrusts a person with."""

    HANDLER = "handler", "Handler"
    LEAD = "lead", "Lead of the group"
    DEAN = "dean", "Postgraduate Dean or deputy"
    AUDITOR = "auditor", "Auditor"


class TextKind(TextChoices):
    """Every secret that is written down, by what it says."""

    DRAFT = "draft", "Answers not sent yet"
    NARRATIVE = "narrative", "What happened"
    LABEL = "label", "The reporter's word for it"
    PEOPLE = "people", "Who must not see it"
    IDENTITY = "identity", "Who raised it"
    FROM_REPORTER = "from_reporter", "Message from the reporter"
    TO_REPORTER = "to_reporter", "Message to the reporter"
    NOTE = "note", "Internal note"
    BECAUSE = "because", "Reason of a handler"


class Envelope(TextChoices):
    """The two data keys of a concern: what was written, and who wrote it."""

    CONTENT = "content", "What was written"
    IDENTITY = "identity", "Who raised it"


class Holder(TextChoices):
    """Who can unwrap a data key."""

    GROUP = "group", "Handler group"
    REPORTER = "reporter", "The reporter's code"
    CUSTODY = "custody", "Kept until two people agree"
    RECOVERY = "recovery", "Offline recovery key"


class Recognised(TextChoices):
    """Whether a handler recognises what the reporter calls it, as triage must say (S2)."""

    YES = "yes", "Recognised"
    NOT_YET = "not_yet", "Not yet"
    NO = "no", "Not recognised"


class Found(TextChoices):
    """What was found on one label in the end."""

    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    UNPROVEN = "unproven", "Could not be established"


# What people most often call it; their own words are as good.
COMMON_LABELS = (
    "Racial discrimination",
    "Religious discrimination",
    "Sex discrimination",
    "Disability discrimination",
    "Pregnancy or maternity discrimination",
    "Discrimination because of sexual orientation or gender identity",
    "Bullying",
    "Harassment",
    "Undermining",
    "Sexual harassment",
    "Unsafe care",
)
