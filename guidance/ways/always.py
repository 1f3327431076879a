"""The ways while somebody is in danger, and those that stand on every induction card. Pure."""

from guidance import posts
from guidance.ways.kinds import Way, Ways

DANGER = Ways(
    inside=(
        Way(
            posts.DUTY_SENIOR,
            "Tell the senior person on duty now. If a life is at risk, call 999, or 2222 in a hospital.",
            "They should act at once. Stay with the person if it is safe to.",
        ),
        Way(
            posts.INCIDENTS,
            "When the danger is over, write it down in the incident system.",
            "Your employer should look at what happened. You can ask to hear what it learnt.",
        ),
    ),
    training=(
        Way(
            posts.EDUCATIONAL_SUPERVISOR,
            "Tell your educational supervisor on the same or the next day.",
            "They should help you to write it down and to get support. Nobody should hold it against you.",
        ),
    ),
)

CARD = Ways(
    inside=(
        Way(
            posts.CLINICAL_SUPERVISOR,
            "Ask them first about anything at work.",
            "They should help you, or find somebody who can.",
        ),
        Way(
            posts.SPEAK_UP,
            "Tell them if you worry about safety or about how people behave.",
            "They should listen, and come back to you with an answer.",
        ),
        Way(
            posts.WORKING_HOURS,
            "Ask them about your hours, your rest and breaks that you missed.",
            "They should take it up with those who make the rota.",
        ),
        Way(
            posts.INCIDENTS,
            "Write down what went wrong or nearly did.",
            "You can ask what came of it.",
        ),
        Way(
            posts.SEXUAL_SAFETY,
            "Tell them about sexual comments, touching or assault.",
            "You choose what happens next.",
        ),
        Way(
            posts.PEOPLE_TEAM,
            "Ask them about pay, leave, your contract and bullying.",
            "Ask for the answer in writing.",
        ),
        Way(
            posts.MEDICAL_EDUCATION,
            "Tell them if you miss teaching or get too little help to learn.",
            "They lead all training of this employer, and can ask for a change.",
        ),
    ),
    training=(
        Way(
            posts.EDUCATIONAL_SUPERVISOR,
            "Talk to them about your year and your plans.",
            "They should agree with you what to do.",
        ),
        Way(
            posts.DEAN,
            "Tell them about a concern at any time, first or as well as your employer.",
            "They should look into it, and come back to you with an answer.",
        ),
        Way(
            posts.LEARNER_SUPPORT,
            "Ask them for help if work, training or your health is too much for you.",
            "You can ask to meet them in confidence. It is not part of your review.",
        ),
    ),
)
