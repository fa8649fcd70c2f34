"""The audit log: append-only, each entry carries the hash of the one before it in its chain."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditChain(models.Model):
    """The head of a chain (one for each shop, one for the company): locked while an entry is added."""

    name = models.CharField(max_length=40, unique=True)
    sequence = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)

    def __str__(self) -> str:
        return self.title or self.name.replace(":", " ")


class AuditEntry(models.Model):
    """Who did what to which row, when, from which address and register."""

    chain = models.CharField(_("chain"), max_length=40)
    sequence = models.BigIntegerField(_("sequence"))
    at = models.DateTimeField(_("when"), db_index=True)
    act = models.CharField(_("act"), max_length=60, db_index=True)
    subject = models.CharField(_("subject"), max_length=40)
    subject_key = models.CharField(_("key"), max_length=60)
    subject_name = models.CharField(_("name"), max_length=200, blank=True)
    user_id = models.BigIntegerField(_("user id"), null=True)
    user_name = models.CharField(_("user"), max_length=150)
    approver_name = models.CharField(_("approved by"), max_length=150, blank=True)
    approver_id = models.BigIntegerField(null=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    register_name = models.CharField(_("register"), max_length=100, blank=True)
    facts = models.TextField(_("facts"), default="{}", help_text=_("Before, after and reason, as canonical JSON."))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject", "subject_key"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_name or self.subject_key}"


class PersonKey(models.Model):
    """Opens what the log has sealed of a person; destroyed when they are forgotten."""

    subject = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=60)
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["subject", "subject_key"], name="audit_person_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_key}"
