"""What holds for colours: they can be read, and they never say alone what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lint.book import BLACK, WHITE, Book, Look, Rule, Sheet
from lint.ruling import rule

LEAST = 4.5
"""The contrast of text to its ground that WCAG 2.2 asks for (level AA)."""
INSIDE = ("stacked", "percentStacked")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (RRGGBB), from 1 to 21, as WCAG has it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@rule
def readable_cells(book: Book) -> Iterator[str]:
    """Who sees less reads a cell all the same, whatever format is laid over it; blank ones too, since somebody types into them."""
    for sheet in book.sheets:
        used = {sheet.look(*place) for place in sheet.cells}
        yield from (f"{sheet.name}: {_told(look.font, look.fill)}" for look in used if contrast(look.font, look.fill) < LEAST)
        for each in book.rules[sheet.name]:
            for font, fill in sorted(_laid_over(sheet, each)):
                if contrast(font, fill) < LEAST:
                    yield f"{sheet.name}, {each.formula or each.kind}: {_told(font, fill)}"


def _told(font: str, fill: str) -> str:
    return f"#{font} on #{fill} is {contrast(font, fill):.2f} to 1"


def _laid_over(sheet: Sheet, rule: Rule) -> set[tuple[str, str]]:
    """The colours that a conditional format makes of those of its cells."""
    covered = {sheet.look(row, column) for a in rule.areas for row in range(a.top, a.bottom + 1) for column in range(a.left, a.right + 1)}
    return {(rule.look.font or look.font, rule.look.fill or look.fill) for look in covered}


@rule
def readable_charts(book: Book) -> Iterator[str]:
    """A number on a bar is read on that bar's colour; all other texts of a chart on white."""
    for sheet in book.sheets:
        for chart in sheet.charts:
            inside = any(each.get("val") in INSIDE for each in chart.iter("grouping")) or chart.find(".//doughnutChart") is not None
            for series in chart.iter("ser"):
                grounds = _grounds(series) if inside else {WHITE}
                for label in series.findall("dLbls"):
                    text = _solid(label.find("txPr")) or BLACK
                    yield from (f"{sheet.name}: {_told(text, ground)}" for ground in grounds if contrast(text, ground) < LEAST)
            for name in ("title", "legend", "catAx", "valAx"):
                texts = {found for each in chart.iter(name) for part in ("tx", "txPr") if (found := _solid(each.find(part)))}
                yield from (f"{sheet.name}, {name}: {_told(text, WHITE)}" for text in texts if contrast(text, WHITE) < LEAST)


def _grounds(series: object) -> set[str]:
    points = [_solid(each.find("spPr")) for each in series.findall("dPt")]  # type: ignore[attr-defined] # an element of a chart
    return {each for each in (points or [_solid(series.find("spPr"))]) if each}  # type: ignore[attr-defined] # as above


def _solid(part: object) -> str:
    """The colour of a text or a shape in a chart; a line's is not its own."""
    if part is None:
        return ""
    shape = part.find("solidFill/srgbClr")  # type: ignore[attr-defined] # an element of a chart
    found = shape if shape is not None else part.find(".//defRPr/solidFill/srgbClr")  # type: ignore[attr-defined] # as above
    found = found if found is not None else part.find(".//rPr/solidFill/srgbClr")  # type: ignore[attr-defined] # as above
    return "" if found is None else str(found.attrib["val"])


@rule
def charts_described(book: Book) -> Iterator[str]:
    """A screen reader says what a chart shows."""
    for sheet in book.sheets:
        described = [each.get("descr", "") for drawing in sheet.drawings for each in drawing.iter("cNvPr")]
        if not all(described) or len(described) < len(sheet.charts):
            yield f"{sheet.name}: {len(sheet.charts)} charts, of which {sum(map(bool, described))} are described"


@rule
def colours_with_words(book: Book) -> Iterator[str]:
    """Who sees no colours learns from a word what a conditional format says: from the cell's own, from one that the format adds, or from a note.

    Of blank cells, from the prompt.
    """
    for sheet in book.sheets:
        for each in book.rules[sheet.name]:
            if each.kind == "dataBar" or _own_word(each) or _adds_a_word(each.look) or _noted(book, sheet, each) or _prompted(sheet, each):
                continue
            yield f"{sheet.name}: {each.formula} only colours {each.areas}"


def _own_word(rule: Rule) -> bool:
    """Whether a format asks for nothing but the words in its own cells."""
    words = re.findall(r'(\$?[A-Z]{1,3}\$?\d+)="(?:[^"]|"")+"', rule.formula)
    left = re.sub(r'\$?[A-Z]{1,3}\$?\d+="(?:[^"]|"")+"|OR\(|[(),]', "", rule.formula)
    return bool(words) and not left and all(word.replace("$", "") == f"{_letters(rule.areas[0].left)}{rule.areas[0].top}" for word in words)


def _letters(column: int) -> str:
    return _letters((column - 1) // 26) + chr(65 + (column - 1) % 26) if column else ""


def _adds_a_word(look: Look) -> bool:
    """Whether a format shows a word, or a sign that a legend explains."""
    return bool(re.search(r'"[^"]*[^"\s][^"]*"', look.number))


def _prompted(sheet: Sheet, rule: Rule) -> bool:
    """Whether a format is of blank cells alone, and each of them says what it is for."""
    area, prompted = rule.areas[0], [each for v in sheet.validations if v.texts["prompt"] for each in v.areas]
    blank = rule.formula.startswith(f'AND(${_letters(area.left)}{area.top}="",')
    return blank and all(any(each.holds(row, area.left) for each in prompted) for row in range(area.top, area.bottom + 1))


def _noted(book: Book, sheet: Sheet, rule: Rule) -> bool:
    """Whether each cell that a list names bears a note: the list holds ids with the fields that the format asks for."""
    found = re.fullmatch(r'COUNTIF\((\w+),\$A(\d+)&"(\.\w+)"\)>0', rule.formula)
    if not found:
        return False
    wanted = {entry.removesuffix(found[3]) for entry in book.values(found[1]) if entry.endswith(found[3])}
    area = rule.areas[0]
    rows = [row for row in range(area.top, area.bottom + 1) if sheet.text(row, 1) in wanted]
    return bool(rows) and all((row, area.left) in sheet.notes for row in rows)


@rule
def marked_cells_tell_why(book: Book) -> Iterator[str]:
    """A cell in a table that looks unlike its column has a word in it, a note, or a prompt that says why."""
    for sheet in book.visible:
        if not (table := sheet.filter):
            continue
        prompted = [area for each in sheet.validations if each.texts["prompt"] for area in each.areas]
        grounds = _grounds_by_column(sheet)
        for (row, column), cell in sheet.cells.items():
            marked = row > table.top and sheet.looks[cell.look].fill != WHITE and len(grounds[column]) > 1
            if marked and not cell.value and (row, column) not in sheet.notes and not any(area.holds(row, column) for area in prompted):
                yield f"{sheet.name} {row, column}: a colour without a word"


def _grounds_by_column(sheet: Sheet) -> dict[int, set[str]]:
    """The grounds of the cells of each column of the table."""
    found: dict[int, set[str]] = {}
    for (row, column), cell in sheet.cells.items():
        if sheet.filter and row > sheet.filter.top:
            found.setdefault(column, set()).add(sheet.looks[cell.look].fill)
    return found


@rule
def required_with_a_word(book: Book) -> Iterator[str]:
    """The heading of a column that must be filled in has a star, and not only another colour than the others."""
    for sheet in book.visible:
        if sheet.filter and sheet.validations and any(each.kind == "custom" for each in sheet.validations):
            row = sheet.filter.top
            heads = [(sheet.text(row, column), sheet.look(row, column).fill) for column in range(1, sheet.filter.right + 1)]
            starred = {text.endswith("*"): fill for text, fill in heads}
            yield from (f"{sheet.name}: {text}" for text, fill in heads if fill != starred[text.endswith("*")])
            if len(set(starred.values())) < len(starred):
                yield f"{sheet.name}: required columns look like the others"
