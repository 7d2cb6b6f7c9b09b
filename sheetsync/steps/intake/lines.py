"""One row of a table, read by field; and whether it is a record at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheetsync.model.kinds import Context, Reading, is_free, read, written
from sheetsync.model.raw import BLANK, RawCell, address
from sheetsync.model.reading import WITHOUT_RESULT
from sheetsync.model.record import Values
from sheetsync.model.template import Field, Sheet

SUM = re.compile(r"(合计|小计|总计|总数|total|subtotal|sum)(?![^\W\d_])", re.IGNORECASE)
"""The beginning of a row that sums up others; no more letters follow (总数 but not 总数据平台)."""

HEADING = re.compile(
    r"第?[一二三四五六七八九十]+\s*[、.．)）]|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十\d]+(部分|章|节|类|组|阶段)|[IVX]+[.、]\s"
    r"|(part|section)\s+\w+\s*[:：.]|(以上|备注|附注|注|说明|填表说明|提示|notes?|remarks?|nb)\s*\d*\s*[:：.、]|以上(内容|由|为|数据|任务|表格|各项)",
    re.IGNORECASE,
)
"""How a heading of a part of the table, or a remark below it, begins where nothing else stands in the row."""

SIGNED = re.compile(
    r"(制表|制单|编制|填表|填报|填写|审核|审批|复核|批准|签字|签名|签章|盖章|经办|核对|日期|联系人|联系电话|电话)(人|部门|单位|日期|时间)?\s*[:：]"
    r"|(prepared|filled in|checked|reviewed|approved|signed)( by| on)?\s*[:：]|(date|signature|contact|phone)\s*[:：]",
    re.IGNORECASE,
)
"""How the cells of a line for signatures begin."""

COUNTED = ("integer", "percent")
"""What stands in a sum besides its name."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the fields of a table stand, and what their cells were read as; equal cells are read once."""

    sheet: Sheet
    columns: Mapping[str, int]
    context: Context
    places: Mapping[str, str] = field(default_factory=dict)
    """The address of each field's cell, where a record is not one row."""
    memo: dict[str, dict[RawCell, Reading]] = field(default_factory=dict)
    fields: tuple[tuple[Field, int], ...] = field(init=False)
    """The fields without the id, with their columns."""
    free: frozenset[str] = field(init=False)
    """The fields that take any text."""
    looks: tuple[tuple[Field, int, bool, dict[RawCell, Reading]], ...] = field(init=False)
    """The same fields with their columns, whether they take any text, and what their cells were read as."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple((f, self.columns[f.key]) for f in self.sheet.columns if f.key in self.columns))
        object.__setattr__(self, "free", frozenset(f.key for f in self.sheet.columns if is_free(f)))
        looks = ((f, column, f.key in self.free, self.memo.setdefault(f.key, {})) for f, column in self.fields)
        object.__setattr__(self, "looks", tuple(looks))

    def reading(self, each: Field, cell: RawCell) -> Reading:
        known = self.memo.setdefault(each.key, {})
        return known.get(cell) or self._read(each, cell, known)

    def _read(self, each: Field, cell: RawCell, known: dict[RawCell, Reading]) -> Reading:
        reading = known[cell] = read(cell, each, self.context)
        return reading

    def differing(self, cells: Mapping[int, RawCell], base: Values) -> Iterator[Field]:
        """The fields of which a row does not plainly say what `base` holds.

        A text that stands there exactly as it was issued need not be read: a base only holds what reads as itself.
        """
        for each, column, free, known in self.looks:
            cell, before = cells.get(column, BLANK), base.get(each.key)
            if cell is BLANK and before is None:
                continue
            if free and (cell.stands_for or cell.value) == before and cell.type == "text" and not cell.formula:
                continue
            reading = known.get(cell) or self._read(each, cell, known)
            if not reading.taken and cell.type == "number" and cell.value == before:
                # 100% without its format is 1, which nobody else could have meant by it
                continue
            if reading.value != before or not reading.taken:
                yield each


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table as found, read by field. `id_column` and `hidden_column` are 0 where the table lacks them."""

    number: int
    cells: Mapping[int, RawCell]
    table: Cells
    id_column: int
    hidden_column: int
    visible: str = field(init=False)
    """The id that people see."""
    hidden: str = field(init=False)
    filled: bool = field(init=False)
    """Whether anything stands in the row besides its ids."""

    def __post_init__(self) -> None:
        """Looks once at what is asked for again and again."""
        shown, second = self.cells.get(self.id_column, BLANK), self.cells.get(self.hidden_column, BLANK)
        visible = identity(shown)
        object.__setattr__(self, "visible", visible)
        object.__setattr__(self, "hidden", visible if second is shown else identity(second))
        object.__setattr__(self, "filled", self._is_filled())

    def _is_filled(self) -> bool:
        apart = (self.id_column, self.hidden_column)
        return any(c not in apart and c in self.cells and _holds(self.cells[c]) for c in self.table.columns.values())

    @property
    def id_cell(self) -> str:
        return address(self.number, self.id_column or 1)

    @property
    def empty(self) -> bool:
        return not (self.visible or self.hidden) and not self.filled

    @property
    def texts(self) -> list[str]:
        """What is written in the row besides its id, from the left."""
        texts = (written(self.cells[c]) for c in sorted(self.table.columns.values()) if c in self.cells and c != self.id_column)
        return [text.strip() for text in texts if text.strip()]

    @property
    def wording(self) -> list[str]:
        """The same with what stands in the place of its id."""
        shown = written(self.cells.get(self.id_column, BLANK)).strip()
        return [shown, *self.texts] if shown else self.texts

    @property
    def whole(self) -> list[str]:
        """All that stands in the row, whatever the column."""
        texts = (written(cell).strip() for _, cell in sorted(self.cells.items()))
        return [text for text in texts if text]

    def fields(self, sheet: Sheet) -> Iterator[Field]:
        """The sheet's fields that this table has a column for, without the id."""
        return (f for f in sheet.columns if f.key in self.table.columns)

    def differing(self, base: Values) -> Iterator[Field]:
        """The fields of which the row does not plainly say what `base` holds."""
        return self.table.differing(self.cells, base)

    def reading(self, each: Field) -> Reading:
        return self.table.reading(each, self.cells.get(self.table.columns.get(each.key, 0), BLANK))

    def written(self, each: Field) -> str:
        cell = self.cells.get(self.table.columns[each.key], BLANK)
        return (cell.stands_for or written(cell)) if cell.calculated else WITHOUT_RESULT

    def cell(self, each: Field) -> str:
        return self.table.places.get(each.key) or address(self.number, self.table.columns[each.key])

    def detail(self, each: Field, new: bool = False) -> dict[str, object]:
        """What the sentence about a cell that was not plainly read may name; `new` where there was no value before that could stay."""
        reading, departments = self.reading(each), [name for name, _ in self.table.context.departments]
        found: dict[str, object] = {"nearest": reading.nearest, "read": reading.value}
        if reading.part:
            found["part"] = reading.part
        if each.kind in ("department", "departments") and departments:
            found["departments"] = departments
        return {**found, "new": True} if new else found

    def values(self, sheet: Sheet) -> dict[str, object]:
        return {f.key: self.reading(f).value for f in self.fields(sheet)}

    def said(self, sheet: Sheet) -> dict[str, tuple[object, str]]:
        """The values, with what was written where that is none."""
        found = ((f, self.reading(f)) for f in self.fields(sheet))
        return {f.key: (reading.value, "" if reading.taken else self.written(f)) for f, reading in found}


def _holds(cell: RawCell) -> bool:
    return not (cell.type == "blank" and not cell.formula) and not (isinstance(cell.value, str) and not cell.value.strip())


def identity(cell: RawCell) -> str:
    """An id as it is compared: full-width characters, case and spaces do not matter."""
    if not _holds(cell):
        return ""
    return "".join(unicodedata.normalize("NFKC", written(cell)).split()).upper()


def is_remark(line: Line, sheet: Sheet) -> bool:
    """Whether a row is no record: a sum, a heading, a remark, a line for signatures, or a single cell that is not the record's title."""
    if line.hidden:
        return False
    if line.wording and all(SIGNED.match(text) for text in line.wording):
        return True
    if line.visible:
        return _is_sum(line.visible) or not (line.filled or _is_number(line.visible, sheet))
    filled = [f for f in line.fields(sheet) if line.reading(f).value is not None or not line.reading(f).taken]
    worded = sorted((f for f in filled if f.kind not in COUNTED), key=lambda f: line.table.columns[f.key])
    first = line.written(worded[0]).strip() if worded else ""
    if SUM.match(first):
        return len(worded) == 1 or _is_sum(first)
    return len(filled) == 1 and (filled[0].key != sheet.title or bool(HEADING.match(first)))


def _is_number(text: str, sheet: Sheet) -> bool:
    """Whether a text stands where an id should because somebody numbered the rows, or dragged the ids down."""
    return text.isdigit() or re.fullmatch(rf"{re.escape(sheet.prefix)}-[A-Z0-9]+-\d+", text) is not None


def _is_sum(text: str) -> bool:
    """Whether a text says that its row is a sum, and nothing else."""
    return bool(SUM.fullmatch(unicodedata.normalize("NFKC", text).strip(" :.-=")))
