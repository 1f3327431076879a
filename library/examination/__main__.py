"""``python -m library.examination examine``: the file comes as standard input, the answer goes to the output.

``examine`` writes JSON: the kind and what the file tells, or why it is refused. ``clean <content type>``
writes the file without what it tells, and on refusal that JSON to the error output instead.
"""

import json
import sys
from collections.abc import Sequence
from typing import IO

from library.examination import bounds

REFUSED = 3


def main(arguments: Sequence[str]) -> int:
    """Look through one file, bound from before its first byte is read."""
    bounds.hold()
    # Only now: what parses is imported under the limits, too.
    from library.examination import looking  # noqa: PLC0415
    from library.refusals import FileRefused, Intake  # noqa: PLC0415

    # A descriptor that the web process opened: no name on the disk is handed over, or needed.
    source, target = open(0, "rb", closefd=False), open(1, "wb", closefd=False)  # noqa: SIM115
    try:
        if arguments[0] == "clean":
            looking.clean(source, arguments[1], target)
            target.flush()
            return 0
        seen = looking.examine(source)
        content_type = seen.kind.content_type if seen.kind else ""
        told = {"word": seen.word, "facts": seen.facts, "blanks": seen.blanks}
        _say(target, {"content_type": content_type, **told})
    except FileRefused as refused:
        _say(sys.stderr.buffer, {"code": refused.code, "facts": refused.facts})
        return REFUSED
    except (MemoryError, RecursionError):
        _say(sys.stderr.buffer, {"code": Intake.TOO_MUCH_WORK, "facts": {}})
        return REFUSED
    return 0


def _say(stream: IO[bytes], answer: dict[str, object]) -> None:
    stream.write(json.dumps(answer).encode())
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
