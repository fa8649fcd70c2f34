"""What the log tells of a person is sealed under a key of theirs: the chain covers what is sealed, and without the key
nobody reads it any more. To forget somebody is to destroy the key.
"""

import json
from collections.abc import Iterable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from apps.audit.models import PersonKey

SEALED = "sealed"
AT_ONCE = 500  # keys in one statement; a database takes 2,000 parameters at most


def seal(subject: str, key: object, words: str) -> str:
    """``words`` as only the key of ``subject`` and ``key`` opens them; the key is made when first needed."""
    fresh = {"key": Fernet.generate_key().decode()}
    kept, _made = PersonKey.objects.get_or_create(subject=subject, subject_key=str(key), defaults=fresh)
    return Fernet(kept.key.encode()).encrypt(words.encode()).decode()


def sealed_if(is_about_somebody: bool, **words: str) -> dict[str, Any]:
    """Free words for ``log.write``: sealed where they may name the person whom the subject is about."""
    said = {name: text for name, text in words.items() if text}
    return {SEALED: said} if is_about_somebody and said else said


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
    names = [str(key) for key in keys]
    parts = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    return sum(PersonKey.objects.filter(subject=subject, subject_key__in=part).delete()[0] for part in parts)
