"""Reads what the coordinator chose among the open decisions of a consolidated workbook."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Decision, Left, lettered
from sheetsync.model.finding import VALUES, Finding
from sheetsync.model.kinds import Context, Value, read, written
from sheetsync.model.raw import BLANK, RawCell, RawRow, RawSheet, RawWorkbook, address
from sheetsync.model.record import Source
from sheetsync.model.template import Field, Template
from sheetsync.model.words import Words
from sheetsync.steps.resolve.anew import Asked

HEADER_ROWS = 20
"""The header stands within the first so many rows."""

COLUMNS = ("number", "choose", "own", "remark")
"""The columns of the sheet of decisions that are read back, by their words `report.column.…`."""

LETTER = re.compile(r"([A-Za-z]{1,2})(?![A-Za-z])")


class Chosen(NamedTuple):
    """One decision as the coordinator settled it: by its choice or by a value of one's own."""

    decision: Decision
    value: Value
    remark: str
    source: Source
    left: Left = Left("", "", "")
    """What was written beside it, word for word."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the sheet of decisions says, and what of it was not understood."""

    chosen: Sequence[Chosen]
    findings: Sequence[Finding]
    left: Mapping[str, tuple[Left, Finding | None]] = field(default_factory=dict)
    """What was written about decisions that stay open, by their id, and why it was not taken; nothing for a mere remark."""
    found: bool = True


def read_decisions(raw: RawWorkbook, template: Template, context: Context, decisions: Sequence[Decision], words: Words, file: str) -> Answers:
    """The answers in a consolidated workbook; `decisions` are those that were open when it was written."""
    labels = {words(f"report.column.{name}"): name for name in COLUMNS}
    for sheet in raw.sheets:
        header = answer_columns(sheet, labels)
        if header is not None:
            reader = _AnswerReader(template, context, {d.id: d for d in decisions}, file, sheet.name, header[1])
            rows = [(number, cells) for number, cells in sheet.rows if number > header[0]]
            results = [answer for number, cells in rows if (answer := reader.row(number, cells)) is not None]
            findings = [r for r in results if isinstance(r, Finding)]
            return Answers([r for r in results if isinstance(r, Chosen)], findings, dict(reader.left(rows, findings)))
    return Answers((), (), found=False)


def asked_in(raw: RawWorkbook, words: Words) -> dict[str, Asked]:
    """In which sheets decisions are answered, and where."""
    labels = {words(f"report.column.{name}"): name for name in COLUMNS}
    found = ((sheet.name, header) for sheet in raw.sheets if (header := answer_columns(sheet, labels)))
    return {name: Asked(row, frozenset(columns[each] for each in COLUMNS[1:] if each in columns)) for name, (row, columns) in found}


def answer_columns(sheet: RawSheet, labels: Mapping[str, str]) -> tuple[int, dict[str, int]] | None:
    """The row with the columns to answer in, and where they stand."""
    for number, cells in sheet.rows:
        if number > HEADER_ROWS:
            break
        columns = {labels[text]: c for c, cell in cells.items() if (text := str(cell.value or "").strip()) in labels}
        if {"number", "choose", "own"} <= columns.keys():
            return number, columns
    return None


@dataclass(frozen=True, slots=True)
class _AnswerReader:
    template: Template
    context: Context
    decisions: Mapping[str, Decision]
    file: str
    place: str
    columns: Mapping[str, int]

    def row(self, number: int, cells: Mapping[int, RawCell]) -> Chosen | Finding | None:
        """The answer in a row: none where nothing was filled in, a finding where it is not understood."""
        identity, choice, own, remark = (cells.get(self.columns.get(name, 0), BLANK) for name in COLUMNS)
        if not _text(choice) and not _text(own):
            return None
        decision = self.decisions.get(_text(identity))
        if decision is None:
            return self._finding("unknown-id", number, "number", identity, None, "no-decision")
        if _text(choice) and _text(own):
            return self._finding("ambiguous-value", number, "own", own, decision, "two-answers")
        answer = self._own(number, own, decision) if _text(own) else self._choice(number, choice, decision)
        beside = Left(_text(choice), _text(own), _text(remark))
        return answer._replace(remark=beside.remark, left=beside) if isinstance(answer, Chosen) else answer

    def left(self, rows: Sequence[RawRow], findings: Sequence[Finding]) -> Iterator[tuple[str, tuple[Left, Finding | None]]]:
        """What was written about decisions and not taken: what is not understood, and remarks without an answer."""
        about = {row: finding for finding in findings if (row := finding.cell.lstrip(string.ascii_uppercase))}
        for number, cells in rows:
            identity, *written_ = (_text(cells.get(self.columns.get(name, 0), BLANK)) for name in COLUMNS)
            finding = about.get(str(number))
            if identity in self.decisions and any(written_) and (finding or not any(written_[:2])):
                yield identity, (Left(*written_), finding)

    def _choice(self, number: int, cell: RawCell, decision: Decision) -> Chosen | Finding:
        """A choice by its letter, by its value as people see it, or by the department that alone stands for it."""
        text = unicodedata.normalize("NFKC", _text(cell))
        letter = LETTER.match(text)
        named = {name: choice.value for name, choice in lettered(decision)}
        if letter and letter[1].upper() in named:
            return Chosen(decision, named[letter[1].upper()], "", self._source(number, "choose"))
        about = self._field(decision)
        reading = read(cell, about, self.context) if about else None
        if reading is not None and reading.taken and reading.value in named.values():
            return Chosen(decision, reading.value, "", self._source(number, "choose"))
        meant = [choice.value for choice in decision.choices if text in choice.departments]
        if len(meant) == 1:
            return Chosen(decision, meant[0], "", self._source(number, "choose"))
        return self._finding("invalid-value", number, "choose", cell, decision, "not-offered")

    def _own(self, number: int, cell: RawCell, decision: Decision) -> Chosen | Finding:
        """A value of one's own, which the field must allow."""
        field = self._field(decision)
        if field is None:
            return self._finding("invalid-value", number, "own", cell, decision, "choose-instead")
        reading = read(cell, field, self.context)
        if not reading.taken:
            return self._finding(reading.code, number, "own", cell, decision, reading.reason)
        if reading.value is None and field.required:
            return self._finding("required-missing", number, "own", cell, decision, "cleared")
        return Chosen(decision, reading.value, "", self._source(number, "own"))

    def _field(self, decision: Decision) -> Field | None:
        return self.template.sheet(decision.sheet).field(decision.field) if decision.field else None

    def _source(self, number: int, column: str) -> Source:
        return Source(self.file, self.place, address(number, self.columns[column]))

    def _finding(self, code: str, number: int, column: str, cell: RawCell, decision: Decision | None, reason: str) -> Finding:
        about = (decision.sheet, decision.record, decision.field) if decision else ("", "", "")
        source = self._source(number, column)
        return Finding(
            code, file=self.file, sheet=about[0], record=about[1], field=about[2], place=source.sheet, cell=source.cell,
            value=_text(cell), reason=reason,
        )  # fmt: skip


def _text(cell: RawCell) -> str:
    return written(cell).strip()


def findings_about_values(copy: Copy, own: Collection[str] = ()) -> Iterator[Finding]:
    """What was not understood of the merged sheets, and what stands beside them; the report's `own` texts, its sheets and notes are no news."""
    rows, cells = ("shifted-row", "misplaced-row", "skipped-row"), ("missing-sheet", "missing-column", "formula-value", "uncalculated-formula")
    found = (f for f in copy.findings if f.code in (*VALUES, *rows, *cells, "unknown-column", "more-findings"))
    return (f for f in found if not (f.code in ("unknown-column", "skipped-row") and f.value in own))
