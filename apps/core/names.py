"""A name in a list is one entry however it is typed: capitals, spaces and ways of writing a letter make no other.

What its spellings share is kept beside it and unique there, so that no database's own rules of comparing matter.
"""

import unicodedata
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict

LONGEST = 255

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class NameTaken(Conflict):
    code = "name_taken"


def tidy(name: str) -> str:
    """Without surplus spaces, in one Unicode form."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def fold(name: str) -> str:
    """What two spellings of one name share."""
    return unicodedata.normalize("NFKC", tidy(name)).casefold()[:LONGEST]


def free(name: str, taken: Collection[str], longest: int) -> str:
    """The name, or with the first number behind it whose folded form is not ``taken``: ``Nike (2)``."""
    if fold(name) not in taken:
        return name
    numbered = (f"{name[: longest - len(tail)]}{tail}" for tail in (f" ({n})" for n in range(2, len(taken) + 3)))
    return next(each for each in numbered if fold(each) not in taken)


class FoldedField(Text):
    """The folded ``name`` of its row, written with every insert and save, those in bulk too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, "editable": False, "unique": True} | options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"unique": self.unique}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(model_instance.name)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, folded)
        return folded


class NamedOnce(models.Model):
    """A row whose name no other has; with ``named_within``, no other of the same values there."""

    named_within: ClassVar[tuple[str, ...]] = ()

    folded = FoldedField()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        row: Any = self
        row.name = tidy(row.name)
        try:
            refuse_taken(row)
        except NameTaken as refusal:
            raise ValidationError({"name": refusal.sentence}) from refusal


def refuse_taken(row: Any) -> None:
    """NameTaken when another row goes by the name already."""
    alike = {field: getattr(row, field, None) for field in row.named_within}
    same = type(row)._default_manager.filter(folded=fold(row.name), **alike).exclude(pk=row.pk).first()
    if same is not None:
        raise NameTaken(_("There is “%(name)s” already. Take it, or choose another name.") % {"name": same.name})


def tell_apart(rows: Iterable[Any], named_within: tuple[str, ...] = ()) -> None:
    """For migrations: tidy and fold the names of a table, in the order of its rows; a later twin gets a number."""
    taken: dict[tuple[Any, ...], set[str]] = {}
    for row in rows:
        others = taken.setdefault(tuple(getattr(row, f"{field}_id") for field in named_within), set())
        row.name = free(tidy(row.name), others, row._meta.get_field("name").max_length)
        others.add(fold(row.name))
        row.save(update_fields=["name", "folded"])
