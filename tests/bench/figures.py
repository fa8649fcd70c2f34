"""A figure beside its target, and the table of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``is_met`` is empty where there is no target, only a thing worth knowing."""

    name: str
    value: str
    target: str = ""
    is_met: bool | None = None


def at_most(name: str, value: float, most: float, unit: str, digits: int = 1) -> Figure:
    return Figure(name, f"{value:.{digits}f} {unit}", f"≤ {most:g} {unit}", value <= most)


def at_least(name: str, value: float, least: float, unit: str) -> Figure:
    return Figure(name, f"{value:.2f} {unit}", f"≥ {least:g} {unit}", value >= least)


def none_of(name: str, count: int) -> Figure:
    return Figure(name, f"{count:,}", "0", count == 0)


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that ``percent`` hundredths of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(figures: Iterable[Figure]) -> str:
    marks = {True: "met", False: "MISSED", None: ""}
    rows = [(figure.name, figure.value, figure.target, marks[figure.is_met]) for figure in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
