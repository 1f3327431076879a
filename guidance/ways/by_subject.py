"""The ways for each subject, in words that are easy to read. Pure."""

from collections.abc import Mapping

from guidance import posts
from guidance.ways.kinds import Subject, Way, Ways

_TRAINING_LINE = (
    Way(
        posts.EDUCATIONAL_SUPERVISOR,
        "Tell your educational supervisor what happened and what would help.",
        "They should write down what you agree, and talk to the department if you want that.",
    ),
    Way(
        posts.PROGRAMME_DIRECTOR,
        "Go to your training programme director if your supervisor cannot help, or is part of it.",
        "You can ask them for another post or supervisor. They should tell the head of school.",
    ),
    Way(
        posts.DEAN,
        "Tell the Postgraduate Dean's office. You can do this first, or at the same time as anything else.",
        "They should ask the employer about it. You can ask to hear what they did.",
    ),
)
_SPEAK_UP = Way(
    posts.SPEAK_UP,
    "Talk to the Freedom to Speak Up guardian. You can ask them to keep your name to themselves.",
    "They should agree with you what they do, and come back to you with an answer.",
)

BY_SUBJECT: Mapping[Subject, Ways] = {
    Subject.SAFETY: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor, or the consultant in charge, what you saw.",
                "They should act on it, or take it to the person who can.",
            ),
            Way(
                posts.INCIDENTS,
                "Write it down in the incident system, also when nobody was hurt.",
                "Somebody should read each report. You can ask to be told what came of it.",
            ),
            _SPEAK_UP,
        ),
        training=_TRAINING_LINE,
        pages=("raising-a-concern", "your-protection"),
    ),
    Subject.HOURS: Ways(
        inside=(
            Way(
                posts.WORKING_HOURS,
                (
                    "Doctors and dentists: send an exception report, in your employer's system for them. "
                    "Others: tell your manager."
                ),
                (
                    "You should get time back or pay. The guardian sees all reports. Ask them if you have no "
                    "log-in or no answer."
                ),
            ),
            Way(
                posts.PEOPLE_TEAM,
                "Ask the people team about pay, leave and your contract.",
                "They should check your contract. Ask for the answer in writing.",
            ),
        ),
        training=_TRAINING_LINE,
        pages=("exception-reports",),
    ),
    Subject.TRAINING: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor which teaching, clinic or help you miss.",
                "They should agree with you what changes, and by when.",
            ),
            Way(
                posts.MEDICAL_EDUCATION,
                "Tell the director of medical education if it does not change.",
                "They lead all training of your employer, and answer to your local office for it.",
            ),
        ),
        training=_TRAINING_LINE,
        pages=("raising-a-concern", "exception-reports"),
    ),
    Subject.BEHAVIOUR: Ways(
        inside=(
            Way(
                posts.PEOPLE_TEAM,
                (
                    "Ask the people team for the Dignity at Work policy. You can bring a union rep or a "
                    "colleague to a formal meeting."
                ),
                "They should tell you what you can choose: a talk, help from outside, or a formal complaint.",
            ),
            _SPEAK_UP,
        ),
        training=_TRAINING_LINE,
        pages=("dignity-at-work", "your-protection"),
    ),
    Subject.SEXUAL: Ways(
        inside=(
            Way(
                posts.SEXUAL_SAFETY,
                "Tell the sexual safety lead, or somebody you trust. You choose what happens next.",
                (
                    "They should listen, help you to be safe, and tell you about the police and about care "
                    "for you."
                ),
            ),
            _SPEAK_UP,
        ),
        training=(
            Way(
                posts.DEAN,
                "Tell the Postgraduate Dean's office. You do not have to go through your supervisor.",
                (
                    "You can ask them to keep the two of you apart. You should not have to move unless you "
                    "want to."
                ),
            ),
            Way(
                posts.LEARNER_SUPPORT,
                "Ask learner support for somebody to talk to, in confidence.",
                "They should find a person who is trained for this.",
            ),
        ),
        pages=("sexual-misconduct", "your-protection"),
    ),
    Subject.PROGRESS: Ways(
        inside=(
            Way(
                posts.MEDICAL_EDUCATION,
                "Ask the director of medical education what your department wrote, and for help.",
                "They should go through it with you. They cannot change what the panel decided.",
            ),
        ),
        training=(
            Way(
                posts.EDUCATIONAL_SUPERVISOR,
                "Read the outcome with your educational supervisor soon: you have few days to act.",
                "You should agree what to do, and by when.",
            ),
            Way(
                posts.PROGRESS_REVIEWS,
                (
                    "After outcome 2 ask for a review. After 3 or 4 you can appeal. Most have 10 working "
                    "days: see your letter. Foundation doctors: ask your foundation school."
                ),
                "They should confirm that they have it, and tell you the date of the review or hearing.",
            ),
            Way(
                posts.LEARNER_SUPPORT,
                "Ask learner support for help, such as coaching or a break.",
                "You can ask to meet them in confidence. It is not part of your review.",
            ),
        ),
        pages=("arcp-and-revalidation",),
    ),
    Subject.REVALIDATION: Ways(
        inside=(
            Way(
                posts.MEDICAL_EDUCATION,
                (
                    "Ask the director of medical education for what is missing: proof of your work here, or "
                    "of an incident."
                ),
                "They should tell you who holds it, and by when you get it.",
            ),
        ),
        training=(
            Way(
                posts.DEAN,
                "Ask the Postgraduate Dean's office. The Dean advises the GMC on doctors in training.",
                (
                    "They should tell you what the Dean told the GMC, what is missing, and by when. A "
                    "deferral is no penalty."
                ),
            ),
            Way(
                posts.EDUCATIONAL_SUPERVISOR,
                "Read the letter with your educational supervisor, and plan what to send.",
                "You should agree what to do before the date in the letter.",
            ),
        ),
        pages=("arcp-and-revalidation",),
    ),
    Subject.FLEXIBLE: Ways(
        inside=(
            Way(
                posts.FLEXIBLE_TRAINING,
                "Ask the champion of flexible training how it works where you are.",
                "They should know the rules and who has done it. You can ask them to speak for you.",
            ),
            Way(
                posts.PEOPLE_TEAM,
                "Tell the people team when you want to start, so that pay and rota follow.",
                "They should send you a new schedule of work.",
            ),
        ),
        training=(
            Way(
                posts.FLEXIBLE_TEAM,
                "Send your request to the team of your local office, 16 weeks ahead if you can.",
                "They should answer in writing. If it is no, ask how to appeal.",
            ),
            Way(
                posts.PROGRAMME_DIRECTOR,
                "Tell your training programme director early.",
                "They should plan your posts and tell you how your dates move.",
            ),
        ),
        pages=("less-than-full-time",),
    ),
    Subject.VISA: Ways(
        inside=(
            Way(
                posts.PEOPLE_TEAM,
                "Tell the people team before your hours, your pay or your place of work change.",
                "They should say what must be told to whom, and by when.",
            ),
        ),
        training=(
            Way(
                posts.VISAS,
                "Ask the sponsor of your training before you change anything, and before you travel.",
                "They should tell you what to send them, and what they tell the Home Office.",
            ),
            Way(
                posts.DEAN,
                "Tell the Postgraduate Dean's office if you get no answer, or if your visa is at risk.",
                "You can ask them to talk to the sponsor with you.",
            ),
        ),
        pages=("visas",),
    ),
    Subject.COPING: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor that it is too much. You need not say why.",
                "You can ask for other work for now, and for rest.",
            ),
            Way(
                posts.PEOPLE_TEAM,
                "Ask the people team for occupational health. Your own doctor can help too.",
                "Occupational health should see you in confidence. Ask what goes to your employer.",
            ),
        ),
        training=(
            Way(
                posts.LEARNER_SUPPORT,
                "Ask learner support for somebody to talk to, in confidence.",
                "They should listen, and find help that fits you. It is not part of your review.",
            ),
            Way(
                posts.EDUCATIONAL_SUPERVISOR,
                "Tell your educational supervisor, as far as you want to.",
                "You can ask for another plan for your year, with a break or fewer hours.",
            ),
        ),
        pages=("less-than-full-time", "your-protection"),
    ),
    Subject.OTHER: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor, or another senior person that you trust.",
                "They should help, or find out who can.",
            ),
            _SPEAK_UP,
        ),
        training=_TRAINING_LINE,
        pages=("raising-a-concern", "your-protection"),
    ),
}
