"""Every workbook that we write holds the rules of a good one; and each rule is broken once, to show that it would tell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from lint import written
from lint.book import Book, read_book
from lint.look_rules import LEAST, contrast
from lint.offered import not_accepted
from lint.rules import RULES
from lint.sheet_rules import BIGGEST

from samples import FOLDER
from sheetsync.files.xlsx_styles import INK, LIGHT, SERIES, SOLID, TONES

MAKERS = {"nothing": written.of_nothing, "mended": written.mended, "large": written.large}
BOOKS = ["samples", "previews", *(f"{name} {language}" for name in MAKERS for language in written.LANGUAGES)]


@pytest.fixture(scope="module", params=BOOKS)
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Book]:
    """Workbooks of one sort."""
    name, _, language = request.param.partition(" ")
    if language:
        files = MAKERS[name](tmp_path_factory.mktemp(name) / "project", language)
    else:
        files = {"samples": written.samples, "previews": written.previews}[name]()
    return [read_book(content, label) for label, content in files.items()]


def told(book: Book, names: Iterator[str] | list[str]) -> list[str]:
    return [f"{book.label}: {name}: {found}" for name in names for found in RULES[name](book)]


def test_every_workbook_holds_every_rule(books: list[Book]) -> None:
    found = [line for book in books for line in told(book, list(RULES))]
    assert not found, "\n".join(found[:40])
    assert all(check.__doc__ for check in RULES.values())


def test_what_lists_offer_is_what_intake_accepts(books: list[Book]) -> None:
    found = [f"{book.label}: {line}" for book in books for line in not_accepted(book)]
    assert not found, "\n".join(found[:40])


SENT, REPORT = "satisfaction/project/outbox/2026-W47/年度客户满意度提升-客服部-2026-W47.xlsx", "satisfaction/project/reports/2026-W47.xlsx"
TASKS = r"xl/worksheets/sheet4\.xml"

BROKEN = {
    "sheet-names": (SENT, r"xl/workbook\.xml", 'name="任务跟踪"', 'name="任务/跟踪"'),
    "first-sheet": (SENT, r"xl/worksheets/sheet2\.xml", "<sheetView ", '<sheetView tabSelected="1" '),
    "one-table": (SENT, TASKS, r'<autoFilter ref="A7:U(\d+)"/>', '<autoFilter ref="A7:U20"/>'),
    "no-merge-in-a-table": (SENT, TASKS, "<dataValidations", '<mergeCells count="1"><mergeCell ref="B9:C9"/></mergeCells><dataValidations'),
    "frozen-heads": (SENT, TASKS, 'ySplit="7"', 'ySplit="6"'),
    "printed-whole": (SENT, r"xl/workbook\.xml", r"任务跟踪!\$7:\$7", "任务跟踪!$$6:$$6"),
    "readable-on-paper": (SENT, TASKS, 'fitToWidth="2" ', ""),
    "page-numbers": (SENT, TASKS, "&amp;P / &amp;N", ""),
    "tab-colours": (SENT, TASKS, r"<tabColor[^>]*/>", ""),
    "prompts": (SENT, TASKS, 'promptTitle="[^"]*"', f'promptTitle="{"长" * 33}"'),
    "lists-by-name": (SENT, TASKS, "<formula1>list_task_status</formula1>", '<formula1>"甲,乙"</formula1>'),
    "ranges-apart": (SENT, TASKS, r'sqref="Q8:Q(\d+)"', r'sqref="Q8:Q\1 R8"'),
    "conditional-ranges": (SENT, TASKS, r'<conditionalFormatting sqref="M8:M\d+">', '<conditionalFormatting sqref="M8:M1048576">'),
    "links-lead-somewhere": (SENT, r"xl/worksheets/sheet1\.xml", 'location="[^"]*"', "location=\"'没有的表'!A1\""),
    "within-excel": (SENT, TASKS, 'ht="30"', 'ht="410"'),
    "open-for-work": (SENT, TASKS, "<sheetProtection ", '<sheetProtection password="83AF" '),
    "nothing-from-outside": (SENT, r"xl/_rels/workbook\.xml\.rels", 'Target="theme/theme1.xml"', 'Target="http://a.cn/t" TargetMode="External"'),
    "readable-cells": (SENT, r"xl/styles\.xml", "FF57606A", "FFB0B7C0"),
    "readable-charts": (REPORT, r"xl/charts/chart\d\.xml", "FFFFFF", "287A4D"),
    "charts-described": (REPORT, r"xl/drawings/drawing\d\.xml", ' descr="[^"]*"', ""),
    "colours-with-words": (SENT, r"xl/styles\.xml", 'formatCode="&quot;[^"]*', 'formatCode="'),
    "marked-cells-tell-why": (SENT, TASKS, '<dataValidation type="custom".*?</dataValidation>', ""),
    "required-with-a-word": (SENT, r"xl/sharedStrings\.xml", r" \*</t>", "</t>"),
    "sound-formulas": (SENT, TASKS, r"TODAY\(\)", "XLOOKUP(1,2,3)"),
    "nothing-volatile": (SENT, TASKS, r"TODAY\(\)", "NOW()"),
    "cached-values": (SENT, TASKS, r'<c r="B1" s="(\d+)"/>', r'<c r="B1" s="\1"><f>1+1</f></c>'),
    "names-once": (SENT, r"xl/workbook\.xml", 'name="list_risk"', 'name="LIST_TASK_STATUS"'),
    "names-lead-somewhere": (SENT, r"xl/workbook\.xml", r"(name=\"list_risk\">[^<]*\$)\d+<", r"\g<1>400<"),
    "names-used": (SENT, r"xl/workbook\.xml", "<definedNames>", "<definedNames><definedName name=\"left_over\">'选项'!$A$4</definedName>"),
}
"""How each rule is broken: the workbook, the part, what stands in it, and what stands there instead."""


def broken(name: str) -> bytes:
    source, part, before, after = BROKEN[name]
    out = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(FOLDER / source) as archive, zipfile.ZipFile(out, "w") as target:
        for each in archive.namelist():
            content = archive.read(each)
            if re.fullmatch(part, each):
                text, count = re.subn(before, after.replace("$$", "$"), content.decode(), flags=re.DOTALL)
                content, changed = text.encode(), changed + count
            target.writestr(each, content)
    assert changed, "nothing to break"
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(RULES.keys() - {"small"}))
def test_each_rule_tells_when_it_is_broken(name: str) -> None:
    assert not told(read_book(FOLDER / BROKEN[name][0]), [name])
    assert told(read_book(broken(name)), [name])


def test_a_large_file_is_told() -> None:
    book = read_book(FOLDER / SENT)
    assert list(RULES["small"](book)) == []
    assert list(RULES["small"](Book(**{**vars(book), "size": BIGGEST + 1}))) == ["1,000,001 bytes"]


def test_every_colour_of_the_palette_can_be_written_on() -> None:
    """Also those that no workbook of ours shows at the moment: a template may use any tone."""
    full = {colour: INK if colour in LIGHT else "#FFFFFF" for colour in (*SOLID.values(), *SERIES)}
    cells = {look.get("bg_color", "#FFFFFF"): look["font_color"] for look in TONES.values()}
    worst = min((contrast(text[1:], ground[1:]), ground) for ground, text in [*full.items(), *cells.items()])
    assert worst[0] >= LEAST, worst


@pytest.mark.parametrize(("one", "other", "ratio"), [("000000", "FFFFFF", 21), ("FFFFFF", "FFFFFF", 1), ("777777", "FFFFFF", 4.48)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
