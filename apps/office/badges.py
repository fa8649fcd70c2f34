"""A small figure beside the link of the sidebar."""

from django.http import HttpRequest

from apps.office.models import DuplicatePair


def open_pairs(request: HttpRequest) -> int:
    return DuplicatePair.objects.filter(parted_at=None).count()
