"""What was taken out of a cart before payment leaves a trace, also when nothing was sold in the end."""

from collections.abc import Sequence

from django.db import transaction

from apps.audit import log
from apps.core.actor import Actor


@transaction.atomic
def note_removed(removed: Sequence[tuple[int, int]], *, by: Actor) -> None:
    """``removed``: product ids and pieces, of a cart that was cleared."""
    if not removed:
        return
    lines = [{"product_id": product_id, "quantity": quantity} for product_id, quantity in removed]
    log.write(
        "sales.clear_cart",
        by=by,
        subject="register",
        key=by.register_id or "",
        name=by.register_name,
        shop_id=by.shop_id,
        removed=lines,
    )
