"""``python -m tests.calling tests.somewhere:function '{"rooms": 3}'``: makes rows for a journey."""

import importlib
import json
import sys

import django


def main(target: str, arguments: str) -> None:
    django.setup()
    module, _, function = target.partition(":")
    answer = getattr(importlib.import_module(module), function)(**json.loads(arguments))
    print(json.dumps(answer, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
