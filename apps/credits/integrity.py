"""Credits are in order when what is left of each is the sum of its entries, and nothing was issued twice."""

from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.credits.models import Credit, CreditEntry


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [*_left_beside_entries(), *_issued_beside_value()]


def _left_beside_entries() -> Iterator[str]:
    made = Sum("entries__amount", output_field=MoneyField())
    for credit in Credit.objects.annotate(made=made).order_by("pk"):
        if credit.left != (credit.made or ZERO):
            words = {"number": credit, "left": format_money(credit.left), "made": format_money(credit.made or ZERO)}
            yield _("%(number)s has %(left)s left, its entries make %(made)s") % words


def _issued_beside_value() -> Iterator[str]:
    issues = CreditEntry.objects.filter(kind=CreditEntry.Kind.ISSUE).order_by().values("credit")
    sums = dict(issues.annotate(sum=Sum("amount", output_field=MoneyField())).values_list("credit", "sum"))
    for credit in Credit.objects.order_by("pk"):
        if sums.get(credit.pk, ZERO) != credit.value:
            yield _("%(number)s is worth %(value)s, but something else was issued") % {
                "number": credit,
                "value": format_money(credit.value),
            }
