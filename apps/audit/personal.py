"""What the log tells of a person is sealed under a key of theirs: the chain covers what is sealed, and without the key
nobody reads it any more. To forget somebody is to destroy the key.
"""

import json
from collections.abc import Iterable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from apps.audit.models import PersonKey

SEALED = "sealed"


def seal(subject: str, key: object, words: str) -> str:
    """``words`` as only the key of ``subject`` and ``key`` opens them; the key is made when first needed."""
    fresh = {"key": Fernet.generate_key().decode()}
    kept, _made = PersonKey.objects.get_or_create(subject=subject, subject_key=str(key), defaults=fresh)
    return Fernet(kept.key.encode()).encrypt(words.encode()).decode()


def opened(sealed: str, key: str | None) -> dict[str, Any] | None:
    """What was sealed; ``None`` without the key that fits."""
    if not key:
        return None
    try:
        values: dict[str, Any] = json.loads(Fernet(key.encode()).decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        return None
    return values


def destroy(subject: str, keys: Iterable[object]) -> int:
    """Nobody reads any more what the log has sealed of these; how many keys there were."""
    gone, _rows = PersonKey.objects.filter(subject=subject, subject_key__in=[str(key) for key in keys]).delete()
    return gone
