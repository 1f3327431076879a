"""The ways while somebody is in danger, and those that stand on every induction card. Pure."""

from guidance import posts
from guidance.ways.kinds import Way, Ways

DANGER = Ways(
    inside=(
        Way(
            posts.DUTY_SENIOR,
            "Tell the senior person on duty now. If a life is at risk, call 999, or 2222 in a hospital.",
            "They act at once. Stay with the person if it is safe to.",
        ),
        Way(
            posts.INCIDENTS,
            "When the danger is over, write it down in the incident system.",
            "Your employer must look at what happened and tell you what it learnt.",
        ),
    ),
    training=(
        Way(
            posts.EDUCATIONAL_SUPERVISOR,
            "Tell your educational supervisor on the same or the next day.",
            "They help you to write it down and to get support. Nobody may hold it against you.",
        ),
    ),
)

CARD = Ways(
    inside=(
        Way(posts.CLINICAL_SUPERVISOR, "Ask first, about anything at work.", "They help, or find who can."),
        Way(
            posts.SPEAK_UP, "When you worry about safety or behaviour.", "They listen, and you get an answer."
        ),
        Way(posts.WORKING_HOURS, "For hours, rest and missed breaks.", "They see each exception report."),
        Way(posts.MEDICAL_EDUCATION, "When your training goes wrong.", "They lead all training here."),
    ),
    training=(
        Way(
            posts.EDUCATIONAL_SUPERVISOR,
            "Talk about your year and your plans.",
            "They agree with you what to do.",
        ),
        Way(posts.DEAN, "Tell them as well, at any time.", "They look into it, and you get an answer."),
        Way(posts.LEARNER_SUPPORT, "When it is too much.", "They meet you in confidence."),
    ),
)
