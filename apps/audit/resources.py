"""What the audit log hands out as a file; taking it along is an entry itself."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.audit.facts import in_a_line, name_in
from apps.core.resources import Column, ListResource, moment_column, number_column


def _called(act: str) -> str:
    name: str = admin.site.name_of_act(act)  # type: ignore[attr-defined]
    return name


def _name(name: str, key: str, kept: str, opens: str | None) -> str:
    return name or name_in(kept, opens) or key


class AuditEntryResource(ListResource):
    at = moment_column(_("When"), "at")
    act = Column(_("Act"), "act", shown=_called)
    subject = Column(_("What"), "subject_name", "subject_key", "facts", "person_key", shown=_name)
    kind = Column(_("Of which table"), "subject")
    user = Column(_("Who"), "user_name")
    approver = Column(_("Approved by"), "approver_name")
    address = Column(_("Address"), "address")
    register = Column(_("Register"), "register_name")
    facts = Column(_("Facts"), "facts", "person_key", shown=in_a_line)
    chain = Column(_("Chain"), "chain", is_extra=True)
    sequence = number_column(_("Place in the chain"), "sequence", is_extra=True)
    hash = Column(_("Hash"), "hash", is_extra=True)
