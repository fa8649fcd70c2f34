"""A form of new goods is kept as it is typed, and becomes products once; what became products keeps nothing more."""

import json
import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import log
from apps.catalog import styles
from apps.catalog.models import Category
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.purchasing.models import GoodsDraft, PurchaseInvoice

FIELDS = frozenset(
    {
        *("style", "brand", "category", "design", "cost", "markup_type", "markup", "price", "shop", "place"),
        *("supplier", "supplier_reference", "colours", "more_colours", "sizes", "more_sizes", "is_another"),
    }
)
TELLING = ("style", "brand", "category", "design", "cost", "colours", "more_colours", "sizes", "more_sizes")
PIECES = re.compile(r"^pieces-\d{1,3}-\d{1,3}$")
MOST_BYTES = 64_000
Typed = dict[str, list[str]]


@transaction.atomic
def keep(key: UUID, typed: Mapping[str, Sequence[str]], *, by: Actor, may_all: bool = False) -> GoodsDraft:
    """Keep what stands in the form under its key, over what was kept before; the draft stays its first writer's.

    InvalidInput when nothing is typed or too much; Conflict when it became products; NotAllowed on another's draft.
    """
    fields = _known(typed)
    if not any(text.strip() for name in fields if name in TELLING or PIECES.match(name) for text in fields[name]):
        raise InvalidInput(_("Nothing is typed yet, so there is nothing to keep."))
    payload = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    if len(payload.encode()) > MOST_BYTES:
        raise InvalidInput(_("That is more than a draft holds."))
    now = clock.now()
    draft = GoodsDraft.objects.select_for_update().filter(key=key).first()
    draft = draft or GoodsDraft(key=key, owner_id=by.user_id, owner_name=by.name, created_at=now)
    _refuse_used(draft)
    if draft.owner_id != by.user_id and not may_all:
        raise NotAllowed(_("This draft is %(owner)s's.") % {"owner": draft.owner_name})
    draft.payload, draft.summary, draft.saved_at = payload, _summary(fields), now
    draft.save()
    return draft


@transaction.atomic
def drop(draft: GoodsDraft, *, by: Actor) -> None:
    """Throw the draft away."""
    gone, _rows = GoodsDraft.objects.filter(pk=draft.pk, invoice=None).delete()
    if not gone:
        raise Conflict(_("This draft is gone already."))
    log.write(
        "purchasing.drop_draft", by=by, subject="draft", key=draft.key, name=draft.summary, owner=draft.owner_name
    )


@transaction.atomic
def use_up(key: UUID, invoice: PurchaseInvoice, *, by: Actor) -> None:
    """The form became products by this invoice, in the same transaction. Conflict when it had done so before."""
    draft = GoodsDraft.objects.select_for_update().filter(key=key).first()
    now = clock.now()
    draft = draft or GoodsDraft(key=key, owner_id=by.user_id, owner_name=by.name, created_at=now)
    _refuse_used(draft)
    draft.payload, draft.summary, draft.saved_at, draft.invoice = "{}", "", now, invoice
    draft.save()


def typed_in(draft: GoodsDraft) -> Typed:
    """What stood in the form. InvalidInput when it cannot be read any more."""
    try:
        kept = json.loads(draft.payload)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or not all(_is_texts(value) for value in kept.values()):
        raise InvalidInput(_("This draft cannot be read any more. Throw it away and type the goods anew."))
    return _known(kept)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _known(typed: Mapping[str, Sequence[str]]) -> Typed:
    """The boxes of the form that are not empty; what else came along is left out."""
    return {
        name: list(values)
        for name, values in typed.items()
        if (name in FIELDS or PIECES.match(name)) and any(text.strip() for text in values)
    }


def _refuse_used(draft: GoodsDraft) -> None:
    if draft.invoice is not None:
        raise Conflict(_("These goods came in already, with invoice %(number)s.") % {"number": draft.invoice.number})


def _summary(fields: Typed) -> str:
    """``Zara Oxford Shirt, 12 pieces``: what tells the draft from the others."""
    brand, style = (" ".join(" ".join(fields.get(name, ())).split()) for name in ("brand", "style"))
    named = styles.title(style, brand).strip() or _category_of(fields) or _("New goods")
    pieces = sum(int(text) for name in fields if PIECES.match(name) for text in fields[name] if _is_count(text))
    told = ngettext("%(pieces)s piece", "%(pieces)s pieces", pieces) % {"pieces": intcomma(pieces)}
    return f"{named[:150]}, {told}" if pieces else named[:200]


def _category_of(fields: Typed) -> str:
    key = fields.get("category", [""])[0]
    found = Category.objects.filter(pk=key).first() if _is_count(key) else None
    return found.name if found else ""


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
