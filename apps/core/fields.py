"""Money as a column: whole kobo in the database, Decimal in Python, exact in SQL on every database."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.db import models
from django.db.models.expressions import Combinable, Value
from django.utils.text import capfirst

from apps.core.inputs import AmountField
from apps.core.money import MOST, from_kobo, to_kobo

Given = TypeVar("Given", contravariant=True)
Held = TypeVar("Held", covariant=True)

if TYPE_CHECKING:

    class KoboColumn(models.Field[Given, Held]):
        """What the type checker is told: Decimals go in and come out, and ``None`` where ``null=True``."""

        _pyi_private_set_type: Decimal | Combinable
        _pyi_private_get_type: Decimal
        _pyi_lookup_exact_type: Decimal
        _validators: list[Any]

else:

    class KoboColumn(models.BigIntegerField):
        """A whole number of kobo in the database."""

        def __class_getitem__(cls, types: Any) -> type["KoboColumn"]:
            return cls


class MoneyField(KoboColumn[Given, Held]):
    """A Decimal of two places. In SQL it compares and sums as a whole number of kobo."""

    description = "An amount of money"

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else from_kobo(int(value))

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise forms.ValidationError(f"“{value}” is not an amount.") from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return to_kobo(value if isinstance(value, Decimal) else Decimal(str(value)))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        chosen = kwargs.pop("form_class", AmountField)
        kwargs.pop("choices_form_class", None)
        defaults = {
            "required": not self.blank,
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            "max_digits": len(MOST.as_tuple().digits),
            "decimal_places": 2,
        }
        if self.has_default():
            defaults["initial"] = self.get_default()
        return chosen(**{**defaults, **kwargs})  # type: ignore[no-any-return]

    @property
    def validators(self) -> list[Any]:
        """Not the whole-number ones of the column: they would compare kobo with naira."""
        return list(self._validators)


def amount(value: Decimal) -> Value:
    """A sum of money inside an expression: ``F("due") - amount(paid)``."""
    return Value(value, output_field=MoneyField())
