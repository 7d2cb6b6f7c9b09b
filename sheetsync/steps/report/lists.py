"""The sheets that are one list each: overdue and due soon, returns, edits, findings."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, cast

from sheetsync.model import kinds
from sheetsync.model.finding import Finding
from sheetsync.model.merged import CopyOutcome, Fate
from sheetsync.model.plan import Cell, CellValue, SheetPlan, Style
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.report.layout import (
    BODY,
    CENTRE,
    HEADER_ROW,
    ID,
    LINK,
    MOMENT,
    Cells,
    Heading,
    Listing,
    label_width,
    listing,
    name_width,
    toned,
)
from sheetsync.steps.report.tables import link
from sheetsync.steps.report.view import ReportInput

SEVERITY_TONES = {"error": "bad", "warning": "warn", "notice": "muted"}
STATUS_TONES = {
    "merged": "good", "unchanged": "good", "superseded": "muted", "duplicate": "muted", "held": "warn", "refused": "bad", "missing": "bad",
}  # fmt: skip
FATE_TONES = {"open": "warn", "refused": "bad", "superseded": "muted", "merged": "good"}
"""In the order in which edits are listed: first those of which one might ask."""
URGENCY_TONES = {"overdue": "bad", "due-soon": "warn"}
LATE = "late-copy"
READ = ("merged", "unchanged", "superseded")
"""What becomes of copies whose edits were read."""
NOT_TAKEN = ("invalid-value", "ambiguous-value", "uncalculated-formula")
JOINED = "、"
"""Between the departments of a finding that several are asked by."""
ADDRESS = LINK._replace(bold=False)
WHOLE_NUMBER = Style("input", "integer", align="center", top=True)
DAY = Style("input", "date", align="center", top=True)


def due(data: ReportInput, back: Cell) -> SheetPlan:
    """What is overdue and what is due soon: by who must act, then by how late it is."""
    found = listed_due(data)
    widths = {"department": 14, "urgency": 12, "days": 12, "due": 13, "sheet": 14, "number": 15, "title": 40, "person": 14, "state": 14}
    styles = {"days": WHOLE_NUMBER, "due": DAY, "title": BODY, "number": ID}
    headings = columns(data, widths, styles)
    about = data.words("report.about.due", as_of=data.as_of)
    return list_sheet(data, "due", about, headings, found, back, tab="bad" if found else "muted", make=partial(_due_row, data))


def due_rows(data: ReportInput) -> Mapping[tuple[str, str], int]:
    """The row of the sheet of what is due in which each department's begins, by department and code of the finding."""
    found: dict[tuple[str, str], int] = {}
    for row, finding in enumerate(listed_due(data), HEADER_ROW + 1):
        found.setdefault((finding.department, finding.code), row)
    return found


def listed_due(data: ReportInput) -> list[Finding]:
    """What is overdue and what is due soon, in the order of its sheet."""
    return _by_who_must_act(data, URGENCY_TONES)


def overdue(data: ReportInput) -> list[Finding]:
    """What is overdue, by who must act, then by how late it is."""
    return _by_who_must_act(data, ("overdue",))


def _by_who_must_act(data: ReportInput, codes: Container[str]) -> list[Finding]:
    order = {name: number for number, name in enumerate(data.project.names)}
    found = (finding for finding in data.checks if finding.code in codes)
    return sorted(found, key=lambda f: (order.get(f.department, len(order)), days_left(f, data.as_of), f.sheet, f.record))


def title_of(data: ReportInput, finding: Finding) -> CellValue:
    """What the record of a finding is in a few words; of one that is there no more, as the finding has it."""
    return data.titles.get(finding.record) or finding.detail.get("title")


def days_left(finding: Finding, as_of: date) -> int:
    """Days of the calendar until the day that a finding is about; negative when it has passed. Working days would call a Friday 0 days late on
    the Sunday after it."""
    due = finding.detail.get("due")
    return (due - as_of).days if isinstance(due, date) else 0


def _due_row(data: ReportInput, finding: Finding) -> Cells:
    sheet = data.sheet(finding.sheet)
    return (
        finding.department,
        Cell(data.words(f"report.urgency.{finding.code}"), toned(URGENCY_TONES[finding.code])),
        days_left(finding, data.as_of),
        finding.detail.get("due"),
        data.sheet_label(finding.sheet),
        linked(data, finding.sheet, finding.record),
        title_of(data, finding),
        _shown(data, finding, next((f for f in sheet.fields if f.kind == "person"), None) if sheet else None),
        state_of(data, finding),
    )


def state_of(data: ReportInput, finding: Finding) -> CellValue | Cell:
    """How far the record of a finding is, in the tone of that."""
    sheet = data.sheet(finding.sheet)
    return _shown(data, finding, _state_field(sheet) if sheet else None)


def _state_field(sheet: Sheet) -> Field | None:
    """The field that tells when a record is finished with."""
    return next((field for field in sheet.fields if field.key in sheet.closed), None)


def _shown(data: ReportInput, finding: Finding, field: Field | None) -> CellValue | Cell:
    """What the record of a finding holds in a field, in the tone of its choice."""
    record = data.merged.state.get(finding.sheet, {}).get(finding.record)
    if record is None or field is None:
        return None
    value = record.values.get(field.key)
    choice = field.choice(value)
    shown = kinds.show(value, field, data.language, data.titles)
    return Cell(shown, toned(choice.tone)) if choice and choice.tone else shown


def returns(data: ReportInput, back: Cell) -> SheetPlan:
    """Who has returned what, and who has not."""
    rows = [cells for _, cells in _return_rows(data)]
    widths = {
        "department": 16, "contact": 14, "email": 28, "status": 13, "file": 36, "round": 12, "edits": 8, "new_records": 11,
        "saved_by": 16, "saved_at": 18,
    }  # fmt: skip
    styles = {"edits": WHOLE_NUMBER, "new_records": WHOLE_NUMBER, "saved_at": MOMENT, "file": BODY, "email": BODY}
    headings = columns(data, widths, styles)
    about = data.words("report.about.returns", issued=len(data.issued), returned=len(set(data.issued) - set(data.missing)))
    return list_sheet(data, "returns", about, headings, rows, back)


def _return_rows(data: ReportInput) -> Iterator[tuple[str, Cells]]:
    """A row for every file and for every department that has sent none that could be known, each with its status."""
    for name in data.project.names:
        copies = [copy for copy in data.merged.copies if copy.department == name]
        yield from ((copy.status, _copy_row(data, copy)) for copy in copies)
        if name in data.missing and name not in data.merged.held:
            yield "missing", (*_party(data, name), _missing(data, copies))
        elif not copies and name not in data.issued:
            yield "", (*_party(data, name), data.words("report.returned.none"))
    yield from ((copy.status, _copy_row(data, copy)) for copy in data.merged.copies if copy.department not in data.project.names)


def edits(data: ReportInput, back: Cell) -> SheetPlan:
    """Every edit that was read, by what became of it."""
    widths = {
        "fate": 12, "department": 14, "sheet": 13, "number": 15, "title": 28, "field": 16, "value": 34, "current": 34, "file": 30, "cell": 10,
    }  # fmt: skip
    styles = {"number": ID, "title": BODY, "field": BODY, "value": BODY, "current": BODY, "file": BODY}
    headings = columns(data, widths, styles)
    about = data.words("report.about.edits", count=len(data.merged.fates))
    return list_sheet(data, "edits", about, headings, _by_fate(data), back, make=partial(_edit_row, data))


def _by_fate(data: ReportInput) -> list[Fate]:
    order = {fate: number for number, fate in enumerate(FATE_TONES)}
    return sorted(data.merged.fates, key=lambda fate: order[fate.fate])


def _edit_row(data: ReportInput, fate: Fate) -> Cells:
    record = data.merged.state.get(fate.sheet, {}).get(fate.record)
    current = data.value(fate.sheet, fate.field, record.values.get(fate.field)) if record else None
    return (
        Cell(data.words(f"report.fate.{fate.fate}"), toned(FATE_TONES[fate.fate])),
        fate.department,
        data.sheet_label(fate.sheet),
        linked(data, fate.sheet, fate.record),
        data.title(fate.sheet, fate.record),
        data.field_label(fate.sheet, fate.field),
        fate.written or data.value(fate.sheet, fate.field, fate.value),
        current,
        fate.source.file,
        fate.source.cell,
    )


def first_rows(data: ReportInput) -> Mapping[str, Mapping[str, int]]:
    """The row in which each status of files and each fate of edits begins, by the sheet that lists them: `returns`, `edits`."""
    listed = {"returns": [status for status, _ in _return_rows(data)], "edits": [fate.fate for fate in _by_fate(data)]}
    return {name: {each: HEADER_ROW + 1 + words.index(each) for each in dict.fromkeys(words)} for name, words in listed.items()}


def _missing(data: ReportInput, copies: Iterable[CopyOutcome]) -> Cell:
    """That a department's copy is not back; of one that sent another round's, which."""
    others = [copy.round for copy in copies if copy.status in READ and copy.round != data.round.name]
    if not others:
        return _status(data, "missing")
    return Cell(data.words("report.status.missing.other", rounds=list(dict.fromkeys(others))), toned(STATUS_TONES["missing"]))


def _copy_row(data: ReportInput, copy: CopyOutcome) -> Cells:
    saved = data.local(copy.saved_at)
    told = (copy.file, copy.round, copy.edits, copy.new_records, copy.saved_by, saved)
    return (*_party(data, copy.department), _status(data, copy.status), *told)


def _party(data: ReportInput, name: str) -> Cells:
    known = data.project.department(name)
    if known is None:
        return (name, None, None)
    return (name, known.contact, Cell(known.email, ADDRESS, f"mailto:{known.email}") if known.email else None)


def _status(data: ReportInput, status: str) -> Cell:
    return Cell(data.words(f"report.status.{status}"), toned(STATUS_TONES[status]))


def findings(data: ReportInput, back: Cell) -> SheetPlan:
    """Everything that a person should know, the worst first."""
    counts = Counter(finding.severity for finding in data.findings)
    widths = {"severity": 15, "department": 14, "message": 70, "sheet": 14, "number": 15, "field": 14, "file": 30, "cell": 9, "value": 24}
    styles = {"message": BODY, "file": BODY, "value": BODY}
    headings = columns(data, widths, styles)
    about = data.words("report.about.findings", errors=counts["error"], warnings=counts["warning"], notices=counts["notice"])
    return list_sheet(data, "findings", about, headings, data.findings, back, make=partial(_finding_row, data))


def refused_rows(data: ReportInput) -> list[int]:
    """The rows of the sheet of findings that tell of values that were not taken over."""
    return [row for row, finding in enumerate(data.findings, HEADER_ROW + 1) if finding.code in NOT_TAKEN]


def _finding_row(data: ReportInput, finding: Finding) -> Cells:
    """The sentence, which may name its place but need not begin with it: that stands in columns of its own."""
    return (
        Cell(data.words(f"severity.{finding.severity}"), toned(SEVERITY_TONES[finding.severity])),
        data.join(finding.department.split(JOINED)),
        data.words.finding(here(finding)),
        data.sheet_label(finding.sheet) or finding.place,
        linked(data, finding.sheet, finding.record),
        data.field_label(finding.sheet, finding.field),
        finding.file,
        finding.cell,
        _found(data, finding),
    )


def here(finding: Finding) -> Finding:
    """The finding without its place, of which the sentence may still speak."""
    if not (finding.file or finding.place or finding.cell):
        return finding
    where = {"file": finding.file, "place": finding.place, "cell": finding.cell}
    return dataclasses.replace(finding, file="", place="", cell="", detail={**where, **finding.detail})


def _found(data: ReportInput, finding: Finding) -> CellValue:
    """What stood there: as written in the file, else as the state has it; when a late copy was saved."""
    record = data.merged.state.get(finding.sheet, {}).get(finding.record)
    if finding.code == LATE:
        return data.local(finding.value)
    if finding.file or record is None or finding.field not in record.values:
        return finding.value
    return data.value(finding.sheet, finding.field, record.values[finding.field])


def linked(data: ReportInput, sheet: str, record: str) -> CellValue | Cell:
    """An id that leads to its record, as long as that stands in its table."""
    target = link(data, sheet, record)
    return Cell(record, LINK, target) if target else record


def columns(data: ReportInput, widths: Mapping[str, float], styles: Mapping[str, Style], plain: Style = CENTRE) -> list[Heading]:
    """The columns of a list by their words `report.column.…`; those without a style of their own are `plain`."""
    return [Heading(data.words(f"report.column.{name}"), width, styles.get(name, plain)) for name, width in widths.items()]


def list_sheet(
    data: ReportInput,
    name: str,
    about: str,
    headings: list[Heading],
    rows: Sequence[Any],
    back: Cell,
    *,
    fixed: int = 1,
    tab: str = "muted",
    make: Callable[[Any], Cells] = lambda cells: cast(Cells, cells),
) -> SheetPlan:
    """A sheet of the report; `make` makes a row's cells of one of `rows`, which are cells already without it."""
    names = {
        data.words("report.column.department"): data.project.names,
        data.words("report.column.contact"): [each.contact for each in data.project.departments],
    }
    wide = [_wide(heading, names.get(heading.label, ())) for heading in headings]
    plan = Listing(data.names[f"report.{name}"], about, wide, rows, data.words(f"report.empty.{name}"), back, fixed, make)
    return listing(plan, data.footer, tab)


def _wide(heading: Heading, names: Iterable[str]) -> Heading:
    """A column that shows its own label and, within reason, the names that stand in it."""
    return heading._replace(width=name_width(names, max(heading.width, label_width([heading.label]))))
