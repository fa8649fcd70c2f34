"""What the API asks and tells of loyalty; amounts travel as text."""

from datetime import date
from decimal import Decimal

from ninja import Field, Schema


class Enrolment(Schema):
    customer: int = Field(gt=0, lt=2**63)


class Standing(Schema):
    """A customer who takes part, as they stand today."""

    customer: int
    name: str
    points: int = Field(description="What can be spent today.")
    worth: Decimal = Field(description="What these take off a sale, were it large enough.")
    tier: str = Field(description="Empty for none.")
    multiplier: Decimal
    spent: Decimal = Field(description="On goods in the last twelve months, by which the tier is found.")
    ends_on: date | None = Field(description="The last day of the points that end first; null for ever.")


class Redemption(Schema):
    """What a sale could redeem; ``most`` is 0 when it can redeem nothing, and ``sentence`` says why."""

    customer: int
    points: int
    least: int
    most: int
    value: Decimal = Field(description="What so many points as ``most`` take off.")
    earns: int = Field(description="What the goods earn once they are paid in full, when nothing is redeemed.")
    sentence: str
