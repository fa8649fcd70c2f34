"""What a customer's store credits come to, over the API."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from apps.core.money import ZERO
from apps.core.refusals import NotFound
from apps.credits import queries
from apps.credits.models import Credit
from apps.credits.schemas import Balance, CreditTold
from apps.customers.models import Customer

RIGHT = "credits.view_credit"
router = Router(tags=["Store credits"])


@router.get(
    "/{int:customer}",
    response=Balance,
    operation_id="balance_of_customer",
    summary="Store credit of a customer",
    description="Asks for the rights to see store credits and customers. A customer one may not know of is not found.",
)
def balance(request: HttpRequest, customer: int) -> Balance:
    person = _customer(request, customer)
    credits = queries.usable_of([person.pk])[person.pk]
    total: Decimal = sum((credit.left for credit in credits), ZERO)
    return Balance(customer=person.pk, name=person.name, balance=total, credits=[_told(credit) for credit in credits])


def _customer(request: HttpRequest, key: int) -> Customer:
    may_see = request.user.has_perm("customers.view_customer")
    found = Customer.objects.filter(pk=key).first() if may_see and key < 2**63 else None
    if found is None:
        raise NotFound(_("There is no customer %(key)s that you may see.") % {"key": key})
    return found


def _told(credit: Credit) -> CreditTold:
    return CreditTold(
        number=credit.number,
        purpose=credit.purpose,
        value=credit.value,
        left=credit.left,
        expires_on=credit.expires_on,
    )
