"""The background's side of imports as a process of its own, to be killed.

``python -m tests.purchasing.importer 17 0`` works on that list; ``again 2`` takes up what was left two minutes ago.
"""

import sys
from datetime import timedelta

import django


def main(what: str, minutes: int) -> None:
    django.setup()
    from apps.core import clock
    from apps.purchasing.imports import work

    if what != "again":
        work.work_on(int(what))
        return
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        work.begin_again()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
