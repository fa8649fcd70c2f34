"""Daphne's command, which finds its static files collected where pages name them by their contents."""

from typing import Any

from daphne.management.commands import runserver

from nexus import collected


class Command(runserver.Command):
    def inner_run(self, *args: Any, **options: Any) -> None:
        collected.collect(self.stdout.write)
        super().inner_run(*args, **options)
