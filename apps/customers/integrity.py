"""What is known of customers holds together: consents say what the columns say, and nobody has a merged one's key."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.customers.models import Consent, Customer, MergedCustomer


def findings() -> list[str]:
    """A sentence for everything that does not fit; empty when all does."""
    return [*_columns_beside_consents(), *_merged_who_are_here(), *_forgotten_who_are_known()]


def _columns_beside_consents() -> Iterator[str]:
    """A merge brings the other's consents along without making them hold, so only a yes without a word is wrong."""
    for channel, label in Consent.Channel.choices:
        said = Consent.objects.filter(channel=channel, is_given=True).values("customer")
        for customer in Customer.objects.filter(**{channel: True}).exclude(pk__in=said).order_by("pk").iterator():
            words = {"key": customer.pk, "channel": label}
            yield _("Customer %(key)s: nobody wrote down when they agreed to %(channel)s.") % words


def _merged_who_are_here() -> Iterator[str]:
    keys = MergedCustomer.objects.values("old_key")
    for customer in Customer.objects.filter(pk__in=keys).order_by("pk").iterator():
        yield _("Customer %(key)s was merged, and is still here.") % {"key": customer.pk}


def _forgotten_who_are_known() -> Iterator[str]:
    forgotten = Customer.objects.exclude(forgotten_at=None)
    known = forgotten.exclude(phone=None, email="", address="", note="", gender="")
    for customer in known.order_by("pk").iterator():
        yield _("Customer %(key)s was forgotten, and something is known of them.") % {"key": customer.pk}
