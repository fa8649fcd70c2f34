"""What belongs to a customer is found by walking the schema, so that a table of tomorrow belongs to them too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ForeignKey, QuerySet, UniqueConstraint

from apps.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Belonging:
    """A column that names a customer."""

    model: type[models.Model]
    field: "ForeignKey[Any, Any]"

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def only_once(self) -> list[tuple[str, ...]]:
        """Sets of columns, this one among them, whose values no two rows share; only this one when it is alone."""
        options = self.model._meta
        together = [tuple(names) for names in options.unique_together]
        together += [tuple(rule.fields) for rule in options.constraints if isinstance(rule, UniqueConstraint)]
        alone = [(self.field.name,)] if self.field.unique else []
        return alone + [names for names in together if self.field.name in names]

    def of(self, key: int) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field.name: key})


def belongings() -> Iterator[Belonging]:
    """Every column of every table that names a customer, versions and tables of many-to-many among them."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is Customer:
                yield Belonging(model, field)
