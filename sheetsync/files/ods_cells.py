"""From what OpenDocument says of a cell to the cell: it names the type of each value, and of an error and a formula that they are one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sheetsync.files.cell_kinds import UNCALCULATED, finite_number, iso_serial
from sheetsync.model.raw import BLANK, RawCell

_DURATION = re.compile(r"(-?)P(?:(\d{1,7})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7}(?:[.,]\d+)?)S)?)?", re.ASCII)
_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|NAME\?|NULL!|NUM!|VALUE!)|Err:\d{3}", re.ASCII)
"""How errors are shown; LibreOffice numbers those that Excel has no name for."""


def cell_of(attributes: Mapping[str, str], paragraphs: Sequence[str]) -> RawCell:
    """The cell with these attributes and this text; what is not what its type asks for stays as it is shown, so that it is seen and not lost."""
    formula = "table:formula" in attributes
    type_ = attributes.get("office:value-type", attributes.get("calcext:value-type", ""))
    shown = "\n".join(paragraphs)
    if _is_error(attributes, formula, shown):
        return RawCell(shown or "#VALUE!", "error", formula)
    cell = _VALUES.get(type_, _text)(attributes, shown)
    if not formula:
        return cell
    if cell is not BLANK:
        return cell._replace(formula=True)
    # a formula that came to no text has a paragraph all the same; one that was never calculated has none
    return RawCell("", formula=True) if paragraphs or type_ == "string" else UNCALCULATED


def _is_error(attributes: Mapping[str, str], formula: bool, shown: str) -> bool:
    return attributes.get("calcext:value-type") == "error" or (formula and bool(_ERROR.fullmatch(shown)))


def _text(attributes: Mapping[str, str], shown: str) -> RawCell:
    text = attributes.get("office:string-value", shown)
    return RawCell(text) if text else BLANK


def _number(attributes: Mapping[str, str], shown: str) -> RawCell:
    return _valued(finite_number(attributes.get("office:value", "")), "number", shown)


def _percent(attributes: Mapping[str, str], shown: str) -> RawCell:
    return _valued(finite_number(attributes.get("office:value", "")), "percent", shown)


def _date(attributes: Mapping[str, str], shown: str) -> RawCell:
    return _valued(iso_serial(attributes.get("office:date-value", "").strip()), "date", shown)


def _time(attributes: Mapping[str, str], shown: str) -> RawCell:
    return _valued(_days(attributes.get("office:time-value", "").strip()), "date", shown)


def _bool(attributes: Mapping[str, str], _: str) -> RawCell:
    return RawCell(attributes.get("office:boolean-value", "").strip().lower() == "true", "bool")


def _valued(number: float | None, type_: str, shown: str) -> RawCell:
    if number is None:
        return RawCell(shown) if shown else BLANK
    return RawCell(number, type_)


def _days(duration: str) -> float | None:
    """The days of an ISO 8601 duration such as `PT10H30M00S`; nothing where it is none."""
    found = _DURATION.fullmatch(duration)
    if not found or not any(found.groups()[1:]):
        return None
    sign, days, hours, minutes, seconds = found.groups()
    total = int(days or 0) + (int(hours or 0) * 3600 + int(minutes or 0) * 60 + float((seconds or "0").replace(",", "."))) / 86400
    return -total if sign else total


_VALUES: Mapping[str, Callable[[Mapping[str, str], str], RawCell]] = {
    "float": _number,
    "currency": _number,
    "percentage": _percent,
    "date": _date,
    "time": _time,
    "boolean": _bool,
}
