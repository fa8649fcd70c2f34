"""An empty house becomes a shop that can sell: once, and only while nobody works here yet."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import history
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.stores import company, payment_methods, shops, taxes
from apps.stores.models import Company
from apps.users import presets
from apps.users.models import User


class AlreadySetUp(Conflict):
    code = "already_set_up"


@dataclass(frozen=True)
class NewCompany:
    name: str
    address: str
    phone: str
    tax_number: str
    currency_code: str
    currency_symbol: str
    timezone: str


@dataclass(frozen=True)
class NewShop:
    """The first shop, in its city (a name and two capitals), with one register."""

    city_code: str
    city: str
    name: str
    register: str
    with_warehouse: bool


@dataclass(frozen=True)
class NewMd:
    username: str
    password: str
    first_name: str
    last_name: str


def is_open() -> bool:
    """Whether nobody works here yet."""
    return not User.objects.exists()


def open_house(new: NewCompany, shop: NewShop, md: NewMd, *, vat: Decimal | None, address: str) -> User:
    """Make company, city, shop, register, ways to pay, tax (``vat`` percent, if any), roles; answer the MD."""
    if not is_open():
        raise AlreadySetUp(_("Nexus is set up already. Sign in; an MD changes the rest under Configuration."))
    try:
        return _open(new, shop, md, vat=vat, address=address)
    except IntegrityError as error:
        raise AlreadySetUp(_("Somebody else has just set Nexus up. Sign in.")) from error


@transaction.atomic
def _open(new: NewCompany, shop: NewShop, md: NewMd, *, vat: Decimal | None, address: str) -> User:
    by = Actor(user_id=None, name=f"{md.first_name} {md.last_name}".strip() or md.username, address=address)
    _found(new, by=by)
    location = shops.open_location(shop.city_code, shop.city, by=by)
    code = slugify(shop.name)[:12] or "shop"
    opened = shops.open_shop(location, code=code, name=shop.name, with_warehouse=shop.with_warehouse, by=by)
    shops.add_register(opened, code=f"{code[:9]}-1", name=shop.register, by=by)
    payment_methods.sync(by)
    if vat:
        taxes.add(taxes.VAT, vat, by=by)
    presets.setup(by=by)
    user = User.objects.create_user(
        md.username, "", md.password, first_name=md.first_name, last_name=md.last_name, shop=opened
    )
    presets.give_role(user, presets.MD, by=by)
    log.write("users.set_up", by=by, subject="company", key=1, name=new.name)
    return user


def _found(new: NewCompany, *, by: Actor) -> None:
    row = Company(
        pk=1,
        name=new.name,
        address=new.address,
        phone=new.phone,
        tax_number=new.tax_number,
        currency_code=new.currency_code,
        currency_symbol=new.currency_symbol,
        timezone=new.timezone,
    )
    history.sign(row, by=by)
    row.save(force_insert=True)
    company.forget()
