"""What a column of a form, or a line of it, is: told from what it offers, from its number format, from what stands in it, and last from its label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sheetsync.model.draft import CHECK, FILL_IN, FormLooks, Looks, Offer, Remark
from sheetsync.model.kinds_text import fold
from sheetsync.model.raw import RawCell, RawWorkbook
from sheetsync.steps.draft.page import clean
from sheetsync.steps.draft.sources import offered

LONG_TEXT = 30
"""A column in which a text has more characters holds long texts."""
MOST_CHOICES, LONGEST_CHOICE = 60, 40
FEWEST_VALUES = 4
"""From so many values on it is told from them whether they are out of a list,"""
MOST_GUESSED = 8
"""which then holds no more than so many words."""
MOSTLY = 0.8
"""So many of the values decide."""

_ID = re.compile(r"([A-Za-z]{1,6})[-_/]?(?:[A-Za-z0-9]{1,8}[-_/])*\d{1,8}")
_ID_LABEL = re.compile(r"编号|序号|单号|号码|\bid\b|\bno\.?$|number", re.IGNORECASE)
_DEPARTMENT = re.compile(r"部门|科室|处室|单位$|\bdepartments?\b|\bdept\b|\bteam\b", re.IGNORECASE)
_SEVERAL = re.compile(r"协作|参与|参会|涉及|配合|相关|会签|\b(?:other|collaborating|involved)\b|departments$", re.IGNORECASE)
_PERSON = re.compile(r"(?:人|姓名|员|经理|组长)$|\b(?:person|owner|name|manager|applicant|contact|by)$", re.IGNORECASE)
_DATE = re.compile(r"日期|日$|\bdate\b|\bdeadline\b|\bdue\b", re.IGNORECASE)
_TIME = re.compile(r"时间|时刻|\btime\b", re.IGNORECASE)
_TEXT = re.compile(r"说明|描述|备注|内容|意见|事由|原因|情况|措施|要求|\b(?:description|remarks?|notes?|comments?|reason|details?)\b", re.IGNORECASE)
_COUNT = re.compile(r"数量|件数|人数|天数|次数|\b(?:count|quantity|qty|number of)\b", re.IGNORECASE)
_SHARE = re.compile(r"进度|比例|百分比|完成率|\b(?:progress|percent|rate)\b|%", re.IGNORECASE)


class Seen(NamedTuple):
    """What is known of a column or a line: its label, what stands in it, the number formats of its cells, what they offer, and its width."""

    label: str
    values: Sequence[RawCell]
    formats: Mapping[str, int]
    offers: Sequence[Offer]
    width: float | None
    sheet: str
    hints: Sequence[str] = ()


class Told(NamedTuple):
    """What it is: the field type, what else its line says, the words of its list, and what is to be remarked."""

    kind: str
    options: Mapping[str, Any] = {}
    words: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    letters: str = ""
    """What the ids that stand in it begin with."""


def tell(seen: Seen, raw: RawWorkbook, looks: FormLooks) -> Told:
    """What a column is: the first of these that knows."""
    ways: tuple[Callable[[], Told | None], ...] = (
        lambda: _listed(seen, raw, looks),
        lambda: _limited(seen),
        lambda: _formatted(seen),
        lambda: _valued(seen),
        lambda: _named(seen),
    )
    return next(told for way in ways if (told := way()))


# ── what it offers ──


def _listed(seen: Seen, raw: RawWorkbook, looks: FormLooks) -> Told | None:
    offer = next((each for each in seen.offers if each.kind == "list"), None)
    if offer is None:
        return None
    if _DEPARTMENT.search(seen.label):
        return _departments(seen)
    found = offered(offer.source, seen.sheet, raw, looks)
    words = _distinct(found)
    if not words:
        return Told("line", remarks=(Remark(FILL_IN, "list-unknown", {"source": clean(offer.source)[:80]}),))
    distinct = len({fold(clean(each)) for each in found if clean(each)})
    left = (Remark(CHECK, "list-cut", {"count": distinct, "kept": len(words)}),) if distinct > len(words) else ()
    return Told("choice", words=words, remarks=left)


def _distinct(found: Sequence[str]) -> tuple[str, ...]:
    """The words of a list, each once however it is written; without those that are too long to be one."""
    words = {fold(word): word for word in reversed([clean(each) for each in found]) if word and len(word) <= 100}
    return tuple(reversed(words.values()))[:MOST_CHOICES]


def _limited(seen: Seen) -> Told | None:
    for offer in seen.offers:
        if offer.kind in ("date", "time"):
            return Told(_moment(seen, offer.kind))
        if offer.kind == "whole":
            return Told("integer", _limits(offer))
        if offer.kind == "decimal" and (seen.formats.get("percent") or (offer.minimum, offer.maximum) == (0, 1)):
            return Told("percent")
    return None


def _moment(seen: Seen, kind: str) -> str:
    return "datetime" if seen.formats.get("datetime") else kind


def _limits(offer: Offer) -> dict[str, int]:
    if offer.minimum is not None and offer.maximum is not None and offer.minimum > offer.maximum:
        return {}
    limits = {"minimum": offer.minimum, "maximum": offer.maximum}
    return {key: int(value) for key, value in limits.items() if value is not None and abs(value) < 1e9}


# ── how it is formatted, and what stands in it ──


def _formatted(seen: Seen) -> Told | None:
    telling = {kind: count for kind, count in seen.formats.items() if kind in ("date", "datetime", "time", "percent", "integer")}
    if not telling or (seen.values and all(cell.type == "text" for cell in seen.values)):
        return None
    kind = max(telling, key=lambda each: telling[each])
    if kind == "integer" and any(not _is_whole(cell) for cell in seen.values):
        return None
    return Told(kind)


def _valued(seen: Seen) -> Told | None:
    cells = [cell for cell in seen.values if cell.value is not None and cell.type != "error"]
    if not cells:
        return None
    types = Counter(cell.type for cell in cells)
    kind = max(types, key=lambda each: types[each])
    if types[kind] < MOSTLY * len(cells):
        return Told("text" if _has_long(cells) else "line", remarks=(Remark(CHECK, "mixed"),))
    if kind == "date":
        return Told(_day_or_clock(cells))
    if kind == "percent":
        return Told("percent")
    if kind == "number":
        return _counted(seen, cells)
    return _worded(seen, [clean(cell.value) for cell in cells if cell.type == "text"])


def _day_or_clock(cells: Sequence[RawCell]) -> str:
    serials = [float(cell.value) for cell in cells if isinstance(cell.value, int | float)]
    if serials and all(0 <= serial < 1 for serial in serials):
        return "time"
    return "datetime" if any(serial % 1 for serial in serials) else "date"


def _is_whole(cell: RawCell) -> bool:
    return isinstance(cell.value, int | float) and float(cell.value).is_integer()


def _counted(seen: Seen, cells: Sequence[RawCell]) -> Told:
    if not all(map(_is_whole, cells)):
        return Told("line", remarks=(Remark(CHECK, "decimals"),))
    return Told("id") if _ID_LABEL.search(seen.label) else Told("integer")


def _worded(seen: Seen, texts: Sequence[str]) -> Told | None:
    ids = [found[1] for text in texts if (found := _ID.fullmatch(text))]
    if len(ids) >= MOSTLY * len(texts) and len(set(texts)) == len(texts) and (len(texts) > 1 or _ID_LABEL.search(seen.label)):
        return Told("id", letters=Counter(letters.upper() for letters in ids).most_common(1)[0][0])
    if _DEPARTMENT.search(seen.label):
        return _departments(seen)
    if _PERSON.search(seen.label):
        return Told("person")
    words = _distinct(texts)
    few = len(texts) >= FEWEST_VALUES and len(words) <= min(MOST_GUESSED, len(texts) // 2)
    if few and len(words) > 1 and all(len(word) <= LONGEST_CHOICE for word in words):
        return Told("choice", words=words, remarks=(Remark(CHECK, "choice-guessed", {"count": len(texts)}),))
    if any(len(text) > LONG_TEXT for text in texts):
        return Told("text")
    return None


def _has_long(cells: Sequence[RawCell]) -> bool:
    return any(cell.type == "text" and len(str(cell.value)) > LONG_TEXT for cell in cells)


# ── what it is called ──


def _departments(seen: Seen) -> Told:
    return Told("departments" if _SEVERAL.search(seen.label) else "department")


def _named(seen: Seen) -> Told:
    """What the label lets one guess; what stands in a column that has only texts speaks against a number."""
    guess = (Remark(CHECK, "by-label"),)
    if _ID_LABEL.search(seen.label) and not seen.values:
        return Told("id", remarks=guess)
    if _DEPARTMENT.search(seen.label):
        return _departments(seen)
    if _PERSON.search(seen.label):
        return Told("person")
    if not seen.values:
        for pattern, kind in ((_DATE, "date"), (_TIME, "date"), (_SHARE, "percent"), (_COUNT, "integer")):
            if pattern.search(seen.label):
                return Told(kind, remarks=guess)
    if _TEXT.search(seen.label):
        return Told("text")
    wide = seen.width is not None and seen.width >= LONG_TEXT
    return Told("text" if wide else "line", remarks=() if seen.values else (Remark(CHECK, "blank"),))


def seen_under(label: str, values: Sequence[RawCell], looks: Looks, sheet: str, column: int, rows: tuple[int, int], hints: Sequence[str]) -> Seen:
    """What is known of the cells of a column in these rows."""
    first, last = rows
    formats = Counter(said for (row, at), said in looks.formats.items() if at == column and first <= row <= last)
    if not formats and column in looks.columns:
        formats[looks.columns[column]] = 1
    offers = [each for each in looks.offers if any(a <= last and c >= first and b <= column <= d for a, b, c, d in each.ranges)]
    return Seen(label, values, formats, offers, looks.widths.get(column), sheet, hints)
