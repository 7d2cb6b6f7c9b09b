"""What a dropdown of a form offers: written into its formula, or standing in cells, under a defined name or not. No formula is ever calculated."""

from __future__ import annotations

import re

from sheetsync.model.draft import FormLooks
from sheetsync.model.raw import RawCell, RawWorkbook

MOST = 500
"""So many words of a list are read."""
NAMES_DEEP = 5
"""A name may stand for another one; in a circle it stands for nothing."""
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_CELLS = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!()]+))!)?\$?([A-Za-z]{1,3})\$?(\d{0,7})(?::\$?([A-Za-z]{1,3})\$?(\d{0,7}))?")


def offered(source: str, sheet: str, raw: RawWorkbook, looks: FormLooks) -> list[str]:
    """The words of the list that a formula on a sheet names; none where they would have to be calculated."""
    formula = source.strip().removeprefix("=").strip()
    for _ in range(NAMES_DEEP):
        formula = looks.names.get(formula.casefold(), formula).strip().removeprefix("=")
    if quoted := _QUOTED.fullmatch(formula):
        return quoted[1].replace('""', '"').split(",")[:MOST]
    found = _CELLS.fullmatch(formula)
    if not found:
        return []
    name = found[1].replace("''", "'") if found[1] else found[2] or sheet
    return _texts(raw, name.strip(), found)


def _texts(raw: RawWorkbook, name: str, found: re.Match[str]) -> list[str]:
    """What stands in the cells that a formula names."""
    page = next((each for each in raw.sheets if each.name.casefold() == name.casefold()), None)
    left, right = sorted((_number(found[3]), _number(found[5] or found[3])))
    top, bottom = int(found[4] or 1), int(found[6] or found[4] or 10**7)
    rows = page.rows if page else ()
    cells = [cells[column] for row, cells in rows if top <= row <= bottom for column in sorted(cells) if left <= column <= right]
    return [_text(cell) for cell in cells[:MOST] if cell.value is not None and cell.type in ("text", "number")]


def _text(cell: RawCell) -> str:
    return f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number
