"""What the papers of goods share: a number, the form that made them, and who took which step."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A numbered paper about goods. The form that made it has a ``key``: sent twice it is one paper."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    business_date = models.DateField(_("day"), db_index=True)
    created_at = models.DateTimeField(_("prepared"))
    created_by_name = models.CharField(_("prepared by"), max_length=150)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """Who did what with a paper, and when."""

    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        abstract = True
