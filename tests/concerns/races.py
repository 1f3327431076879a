"""Several people at once, each in a connection of their own."""

from threading import Thread

from django.db import connection


def at_once(*acts):
    """Let everybody act; return what each was answered, in their order."""
    answers = {}

    def run(number, act):
        try:
            answers[number] = act()
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(acts))]
