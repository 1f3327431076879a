"""The ways for who has spoken up before; they read on after those of the subject. Pure."""

from collections.abc import Mapping

from guidance import posts
from guidance.ways.kinds import Subject, Told, Way, Ways

BY_TOLD: Mapping[Told, Ways] = {
    Told.NOBODY: Ways(inside=(), training=()),
    Told.LOOKED_INTO: Ways(
        inside=(
            Way(
                posts.WHOM_YOU_TOLD,
                "Ask who looks into it and by when. Ask for a date for news. Keep notes of it all.",
                "They should tell you who has it and when you hear. If that day passes, come back here.",
            ),
        ),
        training=(
            Way(
                posts.EDUCATIONAL_SUPERVISOR,
                "Tell them too, if they do not know yet. Ask for help in the meantime.",
                "They should ask how you are while you wait, and ask after the answer if you want that.",
            ),
            Way(
                posts.LEARNER_SUPPORT,
                "Ask for somebody to talk to while you wait.",
                "They should find help that fits you. It is not part of your review.",
            ),
        ),
        pages=("raising-a-concern",),
    ),
    Told.NO_ANSWER: Ways(
        inside=(
            Way(
                posts.SPEAK_UP,
                "Say whom you told and when, and that you heard nothing.",
                "They should ask for an answer in your place, and tell you what they heard.",
            ),
        ),
        training=(
            Way(
                posts.DEAN,
                "Say that you spoke up and got no answer.",
                "They should ask why, and tell you what they heard.",
            ),
        ),
        pages=("raising-a-concern",),
    ),
    Told.HARMED: Ways(
        inside=(
            Way(
                posts.SPEAK_UP,
                "Say that you are treated worse since you spoke up.",
                "They should take this as seriously as what you first spoke up about.",
            ),
        ),
        training=(
            Way(
                posts.DEAN,
                "Say that you are treated worse since you spoke up.",
                "Ask them to see that your training and your reviews do not suffer for it.",
            ),
        ),
        pages=("your-protection",),
    ),
}

LAW = Ways(
    inside=(),
    training=(
        Way(
            posts.DEAN,
            "The law may protect you: read “Your protection”.",
            "Ask them to see that your training and your reviews do not suffer for it.",
        ),
    ),
)
"""For who is treated worse after a concern of a kind that the law on speaking up or on equality names."""
UNDER_LAW = {Subject.SAFETY, Subject.BEHAVIOUR, Subject.SEXUAL}
