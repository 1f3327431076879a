"""The ways for who has spoken up before; they read on after those of the subject. Pure."""

from collections.abc import Mapping

from guidance import posts
from guidance.ways.kinds import Told, Way, Ways

BY_TOLD: Mapping[Told, Ways] = {
    Told.NOBODY: Ways(inside=(), training=()),
    Told.LOOKED_INTO: Ways(inside=(), training=()),
    Told.NO_ANSWER: Ways(
        inside=(
            Way(
                posts.SPEAK_UP,
                "Say whom you told and when, and that you heard nothing.",
                "They ask for an answer in your place, and tell you what they heard.",
            ),
        ),
        training=(
            Way(
                posts.DEAN,
                "Say that you spoke up and got no answer.",
                "They find out why, and tell you what they heard.",
            ),
        ),
        pages=("raising-a-concern",),
    ),
    Told.HARMED: Ways(
        inside=(
            Way(
                posts.SPEAK_UP,
                "Say that you are treated worse since you spoke up.",
                "This is taken as seriously as what you first spoke up about.",
            ),
        ),
        training=(
            Way(
                posts.DEAN,
                "Say that you are treated worse. The law protects you when you speak up.",
                "They see that your training and your reviews do not suffer for it.",
            ),
        ),
        pages=("your-protection",),
    ),
}
