"""How people are reached is seen by those who need it; others see enough to recognise somebody who stands there."""

from typing import Any

from apps.core import masks

RIGHT = "customers.view_contacts"


def are_seen_by(user: Any) -> bool:
    return bool(user.has_perm(RIGHT))


def phone_for(user: Any, phone: str | None) -> str:
    return (phone or "") if are_seen_by(user) else masks.phone(phone)


def email_for(user: Any, email: str) -> str:
    return email if are_seen_by(user) else masks.email(email)
