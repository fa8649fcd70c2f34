"""A shift belongs to a register: opened with a float, closed with a count, reckoned from its own rows."""

import json
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.money import MOST, ZERO, format_money
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.sales import takings, z_reports
from apps.sales.models import CashMove, Shift, Tender
from apps.sales.takings import Takings
from apps.stores import company
from apps.stores.models import PaymentMethod, Register

PREFIX = "SHF"


class ShiftAlreadyOpen(Conflict):
    code = "shift_already_open"


class ShiftClosed(Conflict):
    code = "shift_closed"


class CountDiffers(InvalidInput):
    """What was counted is not what should be there: it is counted again, or explained. It is not told by how much."""

    code = "count_differs"


def open_shift(register: Register, *, key: UUID, opening_float: Decimal, by: Actor) -> Shift:
    """Begin a register's shift. The same key gives the same shift; ShiftAlreadyOpen while another one is open."""
    try:
        return _open(register, key, opening_float, by)
    except (Conflict, IntegrityError):
        first = Shift.objects.filter(key=key, register=register).first()
        if first is None:
            raise
        return first


def close(
    shift: Shift,
    *,
    counted: Mapping[Decimal, int] | Decimal,
    comment: str = "",
    by: Actor,
    is_offline: bool = False,
) -> Shift:
    """End a shift with the cash in the drawer: pieces by denomination, or the amount. The same count twice is one.

    A count that does not fit is refused without a comment (CountDiffers) and kept as the first count, so that counting
    until it fits is seen; ``is_offline`` nobody can be asked any more. The Z report is written and printed with it.
    """
    cash, pieces = _counted(counted)
    try:
        return _close_once(shift, cash, pieces, comment.strip(), by, needs_comment=not is_offline)
    except CountDiffers:
        _keep_first_count(shift, cash, by)
        raise


def current(register: Register) -> Shift | None:
    """The register's open shift."""
    return Shift.objects.filter(register=register, closed_at__isnull=True).first()


def expected_cash(shift: Shift) -> Decimal:
    """The float, every cash tender of the shift net of change and of what was given back, and cash in and out."""
    cash = Tender.objects.filter(shift=shift, method__kind=PaymentMethod.Kind.CASH)
    paid = cash.aggregate(sum=Sum("amount", output_field=MoneyField()))["sum"] or ZERO
    return shift.opening_float + paid + takings.moved_by(CashMove.objects.filter(shift=shift))


@transaction.atomic
def _open(register: Register, key: UUID, opening_float: Decimal, by: Actor) -> Shift:
    if opening_float < 0:
        raise InvalidInput(_("The float cannot be negative."), field="opening_float")
    if by.user_id is None:
        raise NotAllowed(_("Sign in to open a shift."))
    if Shift.objects.filter(key=key).exists():
        raise Conflict(_("This shift was opened before."))
    other = current(register)
    if other is not None:
        raise ShiftAlreadyOpen(
            _("%(register)s has an open shift already (%(shift)s by %(who)s): close it first.")
            % {"register": register.name, "shift": other.number, "who": other.opened_by},
            shift=other.number,
        )
    shift = Shift.objects.create(
        number=numbering.monthly(PREFIX, clock.today()),
        key=key,
        shop_id=register.shop_id,
        register=register,
        opened_at=clock.now(),
        opened_by_id=by.user_id,
        opening_float=opening_float,
    )
    _audit("sales.open_shift", shift, by, opening_float=opening_float)
    return shift


@transaction.atomic
def _close_once(
    shift: Shift, cash: Decimal, pieces: dict[str, int], comment: str, by: Actor, *, needs_comment: bool
) -> Shift:
    shift = Shift.objects.select_for_update().get(pk=shift.pk)
    if shift.closed_at is not None:
        return _closed_before(shift, cash)
    _refuse_stranger(shift, by)
    told = takings.of(shift)
    if needs_comment and not comment and cash != told.expected:
        raise CountDiffers(_("That is not what should be in the drawer. Count again, or say why and close."))
    return _close(shift, told, cash, pieces, comment, by)


def _close(shift: Shift, told: Takings, cash: Decimal, pieces: dict[str, int], comment: str, by: Actor) -> Shift:
    shift.expected_cash = told.expected
    shift.counted_cash = cash
    shift.denominations = json.dumps(pieces)
    shift.comment = comment[:300]
    shift.closed_at = clock.now()
    shift.closed_by_id = by.user_id
    shift.first_count = None if shift.first_count == cash else shift.first_count
    shift.save(
        update_fields=[
            "expected_cash",
            "counted_cash",
            "denominations",
            "comment",
            "closed_at",
            "closed_by",
            "first_count",
        ]
    )
    report = z_reports.write(shift, told, by=by)
    _audit(
        "sales.close_shift",
        shift,
        by,
        expected=shift.expected_cash,
        counted=cash,
        difference=shift.difference,
        comment=shift.comment,
        report=z_reports.seal_of(report),
    )
    return shift


@transaction.atomic
def _keep_first_count(shift: Shift, cash: Decimal, by: Actor) -> None:
    """What was counted at first stays beside the count that is given in the end."""
    Shift.objects.filter(pk=shift.pk, closed_at__isnull=True, first_count__isnull=True).update(first_count=cash)
    _audit("sales.count_differs", shift, by, counted=cash)


def _closed_before(shift: Shift, cash: Decimal) -> Shift:
    if shift.counted_cash == cash:
        return shift
    symbol = company.current().currency_symbol
    raise ShiftClosed(
        _("%(shift)s was closed before, with %(counted)s counted. It cannot be counted again.")
        % {"shift": shift.number, "counted": format_money(shift.counted_cash or ZERO, symbol)},
        shift=shift.number,
    )


def _refuse_stranger(shift: Shift, by: Actor) -> None:
    """Whoever stands at the register, opened the shift, or may close an abandoned one."""
    if by.register_id == shift.register_id or by.user_id in (None, shift.opened_by_id):
        return
    user = get_user_model().objects.get(pk=by.user_id)
    if not user.has_perm("sales.close_any_shift"):
        raise NotAllowed(
            _("%(shift)s is the shift of another register: close it there, or ask a manager.") % {"shift": shift.number}
        )


def _counted(counted: Mapping[Decimal, int] | Decimal) -> tuple[Decimal, dict[str, int]]:
    if isinstance(counted, Decimal):
        pieces: dict[str, int] = {}
        cash = counted
    else:
        pieces = {str(value): number for value, number in counted.items() if number}
        cash = sum((value * number for value, number in counted.items()), ZERO)
    if cash < 0 or any(number < 0 for number in pieces.values()):
        raise InvalidInput(_("The cash counted cannot be negative."), field="counted")
    if cash > MOST:
        raise InvalidInput(_("That is more cash than there can be: count again."), field="counted")
    return cash, pieces


def _audit(act: str, shift: Shift, by: Actor, **facts: object) -> None:
    log.write(
        act,
        by=by,
        subject="shift",
        key=shift.pk,
        name=shift.number,
        shop_id=shift.shop_id,
        **{name: str(fact) for name, fact in facts.items()},
    )
