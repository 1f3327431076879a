"""The ways for each subject, in words that are easy to read. Pure."""

from collections.abc import Mapping

from guidance import posts
from guidance.ways.kinds import Subject, Way, Ways

_TRAINING_LINE = (
    Way(
        posts.EDUCATIONAL_SUPERVISOR,
        "Tell your educational supervisor what happened and what would help.",
        "They write down what you agree, and talk to the department if you want that.",
    ),
    Way(
        posts.PROGRAMME_DIRECTOR,
        "Go to your training programme director if your supervisor cannot help, or is part of it.",
        "They can change your post or your supervisor, and they tell the head of school.",
    ),
    Way(
        posts.DEAN,
        "Tell the Postgraduate Dean's office. You can do this first, or at the same time as anything else.",
        "Your local office looks into it with the employer, and tells you what it did.",
    ),
)
_SPEAK_UP = Way(
    posts.SPEAK_UP,
    "Talk to the Freedom to Speak Up guardian. You can ask them to keep your name to themselves.",
    "They thank you, agree with you what they do, and come back to you with an answer.",
)

BY_SUBJECT: Mapping[Subject, Ways] = {
    Subject.SAFETY: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor, or the consultant in charge, what you saw.",
                "They act on it, or take it to the person who can.",
            ),
            Way(
                posts.INCIDENTS,
                "Write it down in the incident system, also when nobody was hurt.",
                "Somebody reads each report. You can ask to be told what came of it.",
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
                "Send an exception report if you are a doctor or dentist. Others tell their manager.",
                "It should give you time back or pay. The guardian takes it to those who make the rota.",
            ),
            Way(
                posts.PEOPLE_TEAM,
                "Ask the people team about pay, leave and your contract.",
                "They check your contract and answer in writing.",
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
                "They agree with you what changes, and by when.",
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
                "Ask the people team for the Dignity at Work policy. You may bring a friend.",
                "They tell you what you can choose: a talk, help from outside, or a formal complaint.",
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
                "They listen, help you to be safe, and tell you about the police and about care for you.",
            ),
            _SPEAK_UP,
        ),
        training=(
            Way(
                posts.DEAN,
                "Tell the Postgraduate Dean's office. You do not have to go through your supervisor.",
                "They can move you or the other person, and see that your training does not suffer.",
            ),
            Way(
                posts.LEARNER_SUPPORT,
                "Ask learner support for somebody to talk to, in confidence.",
                "They find a person who is trained for this, and stay with you through it.",
            ),
        ),
        pages=("sexual-misconduct", "your-protection"),
    ),
    Subject.PROGRESS: Ways(
        inside=(
            Way(
                posts.MEDICAL_EDUCATION,
                "Ask the director of medical education what your department wrote, and for help.",
                "They go through it with you, and can correct what is wrong.",
            ),
        ),
        training=(
            Way(
                posts.EDUCATIONAL_SUPERVISOR,
                "Read the outcome with your educational supervisor soon: you have few days to act.",
                "You agree what to do, and by when.",
            ),
            Way(
                posts.PROGRESS_REVIEWS,
                "After outcome 2 ask for a review. After 3 or 4 you can appeal. Your letter says until when.",
                "They confirm that they have it, and tell you the date of the review or hearing.",
            ),
            Way(
                posts.LEARNER_SUPPORT,
                "Ask learner support for help, such as coaching or a break.",
                "They meet you in confidence. It is not part of your review.",
            ),
        ),
        pages=("arcp-and-revalidation",),
    ),
    Subject.FLEXIBLE: Ways(
        inside=(
            Way(
                posts.FLEXIBLE_TRAINING,
                "Ask the champion of flexible training how it works where you are.",
                "They know the rota and people who have done it, and they can speak for you.",
            ),
            Way(
                posts.PEOPLE_TEAM,
                "Tell the people team when you want to start, so that pay and rota follow.",
                "They send you a new schedule of work.",
            ),
        ),
        training=(
            Way(
                posts.FLEXIBLE_TEAM,
                "Send your request to the team of your local office, 16 weeks ahead if you can.",
                "They answer in writing. You can ask again, or ask somebody else to look at it.",
            ),
            Way(
                posts.PROGRAMME_DIRECTOR,
                "Tell your training programme director early.",
                "They plan your posts and tell you how your dates move.",
            ),
        ),
        pages=("less-than-full-time",),
    ),
    Subject.VISA: Ways(
        inside=(
            Way(
                posts.PEOPLE_TEAM,
                "Tell the people team before your hours, your pay or your place of work change.",
                "They check your right to work, and tell your sponsor if they must.",
            ),
        ),
        training=(
            Way(
                posts.VISAS,
                "Ask the sponsor of your training before you change anything, and before you travel.",
                "They tell you what to send them, and what they tell the Home Office.",
            ),
            Way(
                posts.DEAN,
                "Tell the Postgraduate Dean's office if you get no answer, or if your visa is at risk.",
                "They talk to the sponsor for you.",
            ),
        ),
        pages=("visas",),
    ),
    Subject.COPING: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor that it is too much. You need not say why.",
                "They can change your work for now, and see that you get rest.",
            ),
            Way(
                posts.PEOPLE_TEAM,
                "Ask the people team for occupational health. Your own doctor can help too.",
                "Somebody sees you in confidence, and says what would help at work.",
            ),
        ),
        training=(
            Way(
                posts.LEARNER_SUPPORT,
                "Ask learner support for somebody to talk to, in confidence.",
                "They listen, and find help that fits you. It is not part of your review.",
            ),
            Way(
                posts.EDUCATIONAL_SUPERVISOR,
                "Tell your educational supervisor, as far as you want to.",
                "They can plan your year anew, with a break or fewer hours.",
            ),
        ),
        pages=("less-than-full-time", "your-protection"),
    ),
    Subject.OTHER: Ways(
        inside=(
            Way(
                posts.CLINICAL_SUPERVISOR,
                "Tell your clinical supervisor, or another senior person that you trust.",
                "They help, or find out who can.",
            ),
            _SPEAK_UP,
        ),
        training=_TRAINING_LINE,
        pages=("raising-a-concern", "your-protection"),
    ),
}
