"""On which terms a shop sells: its places, ways to pay and taxes, remembered as long as the company's settings are."""

from dataclasses import dataclass

from apps.pricing import taxes
from apps.pricing.totals import TaxInput
from apps.stores import company, places
from apps.stores.models import Company, PaymentMethod, Place, Shop

_remembered: dict[int, "Terms"] = {}


@dataclass(frozen=True)
class Terms:
    company: Company
    shop: Shop
    floor: Place
    customers: Place
    loss: Place
    methods: dict[int, PaymentMethod]
    taxes: tuple[TaxInput, ...]


def of(shop_id: int) -> Terms:
    """The shop's terms; read anew whenever the company's row is."""
    settings = company.current()
    known = _remembered.get(shop_id)
    if known is None or known.company is not settings:
        known = _remembered[shop_id] = _read(shop_id, settings)
    return known


def _read(shop_id: int, settings: Company) -> Terms:
    shop = Shop.objects.select_related("location").get(pk=shop_id)
    return Terms(
        company=settings,
        shop=shop,
        floor=places.floor_of(shop),
        customers=places.outside(Place.Kind.CUSTOMER),
        loss=places.outside(Place.Kind.LOSS),
        methods={method.pk: method for method in PaymentMethod.objects.all()},
        taxes=tuple(taxes.active()),
    )
