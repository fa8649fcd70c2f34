"""Which rows belong to which shop, found from the keys of the tables."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet

from apps.audit import chains
from apps.audit.models import AuditEntry
from apps.inventory.models import StockMove
from apps.purchasing.models import GoodsDraft
from apps.stores.models import Shop
from apps.users.models import User

ENDS = {StockMove: ("source__shop", "target__shop")}  # a move is the business of both its shops


PERSONAL = (GoodsDraft,)  # its owner's, whatever shop the goods come into at last


def bound_to_a_shop(model: type[Model]) -> bool:
    if model in PERSONAL:
        return False
    return model in (AuditEntry, Shop) or bool(paths_to_shop(model))


def paths_to_shop(model: type[Model]) -> tuple[str, ...]:
    """The shortest way over keys from a row to its shop; nobody's rows are bound by who wrote them."""
    if model in ENDS:
        return ENDS[model]
    return tuple(sorted(_ways(model, 3), key=lambda way: (way.count("__"), way))[:1])


def elsewhere(model: type[Model], home: Shop) -> QuerySet[Any]:
    """The rows of other shops; of the audit log also what is of no shop, which only those see who reach all."""
    rows = model._default_manager.all()
    if model is AuditEntry:
        return rows.exclude(chain=chains.of_shop(home.pk))
    if model is Shop:
        return rows.exclude(pk=home.pk)
    is_here, is_bound = Q(), Q()
    for way in paths_to_shop(model):
        is_here, is_bound = is_here | Q(**{way: home}), is_bound | Q(**{f"{way}__isnull": False})
    return rows.filter(is_bound).exclude(pk__in=rows.filter(is_here).values("pk"))


def _ways(model: type[Model], most: int) -> Iterator[str]:
    for field in model._meta.get_fields():
        target = field.related_model
        if not field.concrete or not (field.many_to_one or field.one_to_one) or not isinstance(target, type):
            continue
        if target is Shop:
            yield field.name
        elif most and (target is not User) and issubclass(target, Model):
            yield from (f"{field.name}__{way}" for way in _ways(target, most - 1))
