"""One register on one day of the demo."""

import uuid
from dataclasses import dataclass

from apps.core.actor import Actor
from apps.sales.models import Shift
from apps.stores.models import PaymentMethod
from nexus.demo.opening import Market


@dataclass(slots=True)
class Desk:
    """One register on one day."""

    market: Market
    code: str
    by: Actor
    shift: Shift
    methods: dict[str, PaymentMethod]

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.market.chance.getrandbits(128), version=4)
