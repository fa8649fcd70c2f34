"""What the API tells of credits; amounts travel as text."""

from datetime import date
from decimal import Decimal

from ninja import Field, Schema


class CreditTold(Schema):
    number: str
    purpose: str = Field(description="refund, promotion or goodwill")
    value: Decimal = Field(description="What it was issued with.")
    left: Decimal = Field(description="What can be spent of it today.")
    expires_on: date | None = Field(description="The last day on which it pays; null for ever.")


class Balance(Schema):
    """What a customer can spend today, what ends first comes first."""

    customer: int
    name: str
    balance: Decimal
    credits: list[CreditTold]
