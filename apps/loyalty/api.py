"""Loyalty over the API: take part, how a customer stands, what a sale could redeem."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from apps.core.money import MOST, ZERO, to_kobo
from apps.core.refusals import InvalidInput, NotAllowed, NotFound
from apps.customers.models import Customer
from apps.loyalty import accounts, ledger, programme, queries, redemption
from apps.loyalty.models import Account
from apps.loyalty.schemas import Enrolment, Redemption, Standing
from apps.users.actors import actor_of

RIGHT = "loyalty.view_account"
ENROL = "loyalty.add_account"
KEPT_FROM = "Asks for the right to see loyalty and customers. A customer one may not know of is not found."
router = Router(tags=["Loyalty"])


@router.post(
    "/enrol",
    response={201: Standing},
    operation_id="enrol_customer",
    summary="Let a customer take part",
    description=f"{KEPT_FROM} Asks for the right to enrol besides.",
)
def enrol(request: HttpRequest, enrolment: Enrolment) -> Status[Standing]:
    if not request.user.has_perm(ENROL):
        raise NotAllowed(_("%(user)s may not do this. Ask a manager.") % {"user": request.user}, needs=ENROL)
    account = accounts.enrol(_customer(request, enrolment.customer), by=actor_of(request))
    return Status(201, _standing(account.pk))


@router.get(
    "/balance/{int:customer}",
    response=Standing,
    operation_id="points_of_customer",
    summary="Points and tier of a customer",
    description=f"{KEPT_FROM} Neither is one who does not take part.",
)
def balance(request: HttpRequest, customer: int) -> Standing:
    return _standing(_account(_customer(request, customer)).pk)


@router.get(
    "/preview/{int:customer}",
    response=Redemption,
    operation_id="preview_of_redemption",
    summary="What a sale could redeem and would earn",
    description=f"{KEPT_FROM} Writes nothing. ``goods`` is what the goods come to after their discounts.",
)
def preview(request: HttpRequest, customer: int, goods: Query[Decimal]) -> Redemption:
    person = _customer(request, customer)
    rules, account = programme.current(), accounts.of(person.pk)
    amount = _amount(goods)
    can = redemption.preview(rules, account, amount)
    earns = programme.to_earn(rules, account.tier, amount) if account and rules.is_active else 0
    return Redemption(
        customer=person.pk,
        points=can.points,
        least=can.least,
        most=can.most,
        value=can.value,
        earns=earns,
        sentence=can.sentence,
    )


def _customer(request: HttpRequest, key: int) -> Customer:
    may_see = request.user.has_perm("customers.view_customer")
    found = Customer.objects.filter(pk=key).first() if may_see and key < 2**63 else None
    if found is None:
        raise NotFound(_("There is no customer %(key)s that you may see.") % {"key": key})
    return found


def _account(person: Customer) -> Account:
    account = accounts.of(person.pk)
    if account is None:
        raise NotFound(_("%(name)s does not take part in the loyalty programme.") % {"name": person.name})
    return account


def _amount(goods: Decimal) -> Decimal:
    try:
        kobo = to_kobo(goods) if goods.is_finite() and ZERO <= goods <= MOST else -1
    except ValueError:
        kobo = -1
    if kobo < 0:
        raise InvalidInput(_("The goods come to an amount from 0, without a fraction of a kobo."), field="goods")
    return goods


def _standing(key: int) -> Standing:
    account = queries.with_spend(Account.objects.select_related("tier", "customer")).get(pk=key)
    points = ledger.usable(account.pk)
    spent: Decimal = account.spend_12 or ZERO  # type: ignore[attr-defined]
    return Standing(
        customer=account.customer_id,
        name=account.customer.name,
        points=points,
        worth=programme.worth(programme.current(), points),
        tier=account.tier.name if account.tier else "",
        multiplier=programme.multiplier_of(account),
        spent=max(spent, ZERO),
        ends_on=account.good_until,  # type: ignore[attr-defined]
    )
