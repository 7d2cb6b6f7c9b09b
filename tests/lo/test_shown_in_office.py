"""What LibreOffice shows of our workbooks is what we mean: the colours of conditional formats, the results of formulas."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from lint.book import read_book
from office import Office

from samples import played
from sheetsync.files.xlsx_styles import TONES
from sheetsync.model.finding import Finding
from sheetsync.model.raw import column_letters
from sheetsync.model.record import State
from sheetsync.model.round import Situation
from sheetsync.model.template import Template
from sheetsync.steps.checks import check
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.rounds import open_round, opening_of

pytestmark = pytest.mark.libreoffice

URGENT = {"overdue": "bad", "due-soon": "warn"}
SAMPLES = ("product", "clinics")
LATER = timedelta(days=9)
"""So long after the round was opened somebody looks into the workbook: some things are due soon by then, and others overdue."""


class Sent(NamedTuple):
    """A round that was just opened: its project, what is known of it, what our checks find on the day on which its workbooks are opened."""

    folder: Folder
    state: State
    workbooks: Sequence[Path]
    day: date
    findings: Sequence[Finding]
    open: Collection[tuple[str, str, str]]
    """The cells about which a decision is open, by sheet, record and field."""


@pytest.fixture(scope="module", params=SAMPLES)
def sent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """The week after those of a sample, which holds all that became of it."""
    folder = played(request.param, tmp_path_factory.mktemp(request.param) / "project").folder
    with folder.ledger() as ledger:
        last = open_round(ledger, None)
    made = generate(folder, None, today=last.opened_on + timedelta(days=7))
    day = made.round.opened_on + LATER
    with folder.ledger() as ledger:
        state = opening_of(folder, ledger, made.round).state
    findings = check(Situation(folder.template, folder.project, folder.calendar(day), state, made.round, day))
    undecided = {(each.sheet, each.record, each.field) for each in made.left_open}
    return Sent(folder, state, [path for _, path in made.workbooks], day, [each for each in findings if each.code in URGENT], undecided)


def on(day: date, workbook: Path, target: Path) -> Path:
    """The workbook as if it were that day."""
    out = io.BytesIO()
    with zipfile.ZipFile(workbook) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name).replace(b"TODAY()", f"DATE({day:%Y,%-m,%-d})".encode()))
    target.write_bytes(out.getvalue())
    return target


class Shown(NamedTuple):
    """What a person sees of a cell: its text without the word that a format adds, and its ground."""

    text: str
    ground: str


def pages(text: str) -> dict[str, list[list[Shown]]]:
    """The rows of each sheet, as LibreOffice writes them for a browser."""
    found = {}
    for part in text.split('<A NAME="table')[1:]:
        name = html.unescape(re.search("<em>(.*?)</em>", part, re.DOTALL)[1])  # type: ignore[index] # each sheet has its name
        found[name] = [list(_cells(row)) for row in re.findall("<tr>(.*?)</tr>", part, re.DOTALL)]
    return found


def _cells(row: str) -> Iterator[Shown]:
    for looks, content in re.findall("<td([^>]*)>(.*?)</td>", row, re.DOTALL):
        ground = re.search('bgcolor="(#[0-9A-F]{6})"', looks)
        text = re.sub(r"<comment>.*?</comment>|<[^>]*>", "", content.replace("<br>", "\n"), flags=re.DOTALL)
        yield Shown(html.unescape(text).strip(), ground[1] if ground else "")


def shown(office: Office, workbook: Path, template: Template, room: Path) -> dict[tuple[str, str, str], Shown]:
    """What a person sees of the cells of all tables, by sheet, record and field."""
    target = room / f"{workbook.stem}.html"
    office.do(workbook, [], target)
    rows, found = pages(target.read_text("utf-8")), {}
    for sheet in template.tables:
        name = next(label for label in sheet.labels.values() if label in rows)
        labels = {label: field.key for field in sheet.fields for label in field.labels.values()}
        identity = next(field for field in sheet.fields if field.kind == "id")
        start = next(n for n, row in enumerate(rows[name]) if row and row[0].text in identity.labels.values())
        keys = [labels.get(cell.text.removesuffix("*").strip(), "") for cell in rows[name][start]]
        for row in rows[name][start + 1 :]:
            found |= {(sheet.key, row[0].text, key): cell for key, cell in zip(keys, row, strict=False) if row[0].text}
    return found


def test_conditional_formats_show_what_our_checks_find(sent: Sent, office: Office, tmp_path: Path) -> None:
    due = {(aim.sheet, str(aim.options["due"])) for aim in sent.folder.template.checks if aim.rule in URGENT}
    places = ((each.sheet, each.record, each.field) for each in sent.findings)
    tones = {place: URGENT[each.code] for place, each in zip(places, sent.findings, strict=True) if place not in sent.open}
    seen = set()
    for workbook in sent.workbooks:
        cells = shown(office, on(sent.day, workbook, tmp_path / workbook.name), sent.folder.template, tmp_path)
        marked = {place: cell.ground for place, cell in cells.items() if (place[0], place[2]) in due and cell.ground in _grounds(URGENT.values())}
        expected = {place: _grounds([tone])[0] for place, tone in tones.items() if place in cells}
        assert marked == expected, workbook.name
        seen |= expected.keys()
    assert seen == tones.keys()
    assert len(set(tones.values())) == 2, "some are overdue and some due soon, or this shows little"


def _grounds(tones: Iterable[str]) -> list[str]:
    return [str(TONES[tone]["bg_color"]) for tone in tones]


def test_choices_are_shown_in_their_tones(sent: Sent, office: Office, tmp_path: Path) -> None:
    workbook = sent.workbooks[0]
    cells, template = shown(office, workbook, sent.folder.template, tmp_path), sent.folder.template
    expected, found = {}, {}
    for (sheet, record, key), cell in cells.items():
        field, known = template.find(sheet, key), sent.state[sheet].get(record)
        choice = field.choice(known.values.get(key)) if field and known else None
        if choice and choice.tone:
            place = sheet, record, key
            expected[place], found[place] = _grounds(["open" if place in sent.open else choice.tone])[0], cell.ground
    assert found == expected
    assert len(set(expected.values())) > 1


def test_formulas_come_to_what_their_cells_say(sent: Sent, office: Office) -> None:
    for workbook in (*sent.workbooks, *sorted((sent.folder.path / "reports").glob("*.xlsx"))):
        before, after, faults = office.do(workbook, [("results",), ("recalculate",), ("results",), ("faults",)])
        assert (before, faults) == (after, []), workbook.name


def test_what_is_still_to_be_filled_in_is_counted_while_somebody_types(sent: Sent, office: Office) -> None:
    """A title typed into a blank row asks for the other required cells of that row, until these are filled too."""
    sheet = read_book(sent.workbooks[0]).sheet(sent.folder.template.sheet("task").label(sent.folder.project.language))
    assert sheet
    assert sheet.filter
    header, last = sheet.filter.top, sheet.filter.bottom
    must = [column for column in range(1, sheet.filter.right + 1) if sheet.text(header, column).endswith(" *")]
    fill = [("type_in", sheet.name, f"{column_letters(column)}{last}", "2026-12-01") for column in must]
    count = ("shown", sheet.name, f"A{header - 1}")
    told = office.do(sent.workbooks[0], [("recalculate",), count, *(step for each in fill for step in (each, count))])
    assert told == ["0", *(str(left) for left in range(len(must) - 1, -1, -1))]
