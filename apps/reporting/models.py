"""Lists on their way into files that take a while."""

import zlib
from array import array
from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

FOLDER = "exports/"


class Export(models.Model):
    """A list that the background writes into a file, for the person who asked and nobody else."""

    class State(models.TextChoices):
        WAITING = "waiting", _("is being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("did not work")
        CANCELLED = "cancelled", _("stopped")

    title = models.CharField(_("list"), max_length=80)
    model = models.CharField(max_length=80, editable=False, help_text=_("app.model of the list's page"))
    format = models.CharField(_("kind of file"), max_length=4)
    columns = models.TextField(editable=False, help_text=_("Names of the columns, as JSON."))
    filters = models.TextField(_("filters"), blank=True)
    asked = models.TextField(blank=True, default="", editable=False, help_text=_("What stood behind the address."))
    count = models.PositiveIntegerField(_("rows"))
    keys = models.BinaryField(null=True, editable=False)  # of the rows in their order, packed, until they are written
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    said = models.TextField(_("said"), blank=True)
    file = models.FileField(_("file"), upload_to=FOLDER, blank=True)
    created_at = models.DateTimeField(_("asked"), db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    finished_at = models.DateTimeField(_("finished"), null=True)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    claim = models.CharField(max_length=36, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("export")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """Under which the background tells how far it is."""
        return f"export:{self.pk}"

    @property
    def row_keys(self) -> Sequence[int]:
        keys = array("q")
        keys.frombytes(zlib.decompress(bytes(self.keys)) if self.keys else b"")
        return keys


def packed(keys: Sequence[int]) -> bytes:
    """The keys of rows in their order, as ``row_keys`` reads them: eight bytes each, deflated."""
    return zlib.compress(array("q", keys).tobytes())
