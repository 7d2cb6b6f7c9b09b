"""Whose copy a workbook is: by the vote of the return codes that it carries, and by what the ids in its rows say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sheetsync.model.kinds import Context, Value
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.template import Template
from sheetsync.model.token import TOKEN_PROPERTY, find_slips, find_tokens, may_hold_code
from sheetsync.steps.intake.forms import find_form
from sheetsync.steps.intake.lines import Line
from sheetsync.steps.intake.regions import apart
from sheetsync.steps.intake.tables import find_table, locate

HEAD_ROWS = 20
"""A sheet shows its return code within its first so many rows."""

Whose = Callable[[str], Issued | None]
"""Gives the issued workbook that gave out an id with one of its blank rows. A number is given out once, so there is one at most."""

ID = re.compile(r"[^\W\d_]\w*-[A-Z0-9]+-\d+")
"""The shape of an id; what else stands in the column of ids speaks for nobody."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The return codes that a workbook carries: those that each sheet shows, in their order, and those of its properties.

    `slips` look like codes and are none.
    """

    sheets: Sequence[frozenset[str]]
    properties: Sequence[frozenset[str]]
    slips: Sequence[str] = ()

    @property
    def votes(self) -> Counter[str]:
        """One vote for every sheet that shows a code, and one for each property that has it."""
        return Counter(code for codes in (*self.sheets, *self.properties) for code in sorted(codes))


def carried(raw: RawWorkbook) -> Carried:
    """The return codes in the first rows of every sheet, hidden ones too, in the keywords and in our own property."""
    heads = [[text for cell in _head(sheet) if cell.type == "text" and may_hold_code(text := str(cell.value))] for sheet in raw.sheets]
    texts = [raw.core.get("keywords", ""), raw.custom.get(TOKEN_PROPERTY, "")]
    found = [frozenset(code for text in head for code in find_tokens(text)) for head in heads]
    slips = dict.fromkeys(slip for text in (*texts, *(t for head in heads for t in head)) for slip in find_slips(text))
    return Carried(found, [frozenset(find_tokens(text)) for text in texts], list(slips))


def _head(sheet: RawSheet) -> Iterator[RawCell]:
    return (cell for number, row in sheet.rows if number <= HEAD_ROWS for cell in row.values())


class Claim(NamedTuple):
    """One whose copy a workbook may be: the issued workbook, and how many votes it has."""

    issued: Issued
    votes: int


def claims(votes: Mapping[str, int], known: Mapping[str, Issued]) -> list[Claim]:
    """Who has votes, most first. Codes of one department in one round vote together, for their workbooks have the same base."""
    counts: Counter[tuple[int, str]] = Counter()
    first: dict[tuple[int, str], Issued] = {}
    for token, issued in sorted(known.items(), key=lambda each: (-votes[each[0]], each[0])):
        who = (issued.order, issued.department)
        counts[who] += votes[token]
        first.setdefault(who, issued)
    return sorted((Claim(first[who], count) for who, count in counts.items()), key=lambda each: (-each.votes, each.issued.token))


def alike(one: Issued, other: Issued) -> bool:
    """Whether two workbooks were issued to one department in one round."""
    return (one.order, one.department) == (other.order, other.department)


Row = tuple[str, bool]
"""What a row of a table says of itself: its id, and whether anything else stands in it."""


def table_rows(raw: RawWorkbook, template: Template, context: Context) -> Iterator[Row]:
    """The rows with ids of all tables of a workbook."""
    own = apart(raw, template)
    for sheet in template.tables:
        found, _ = locate(sheet, own)
        table = find_table(sheet, found, context) if found else None
        yield from rows_with_ids(table.lines if table else ())


def rows_with_ids(lines: Iterable[Line]) -> Iterator[Row]:
    """The rows that have an id, shown or hidden."""
    for line in lines:
        for identity in {line.visible, line.hidden}:
            if ID.fullmatch(identity):
                yield identity, line.filled


def origin(rows: Iterable[Row], whose: Whose) -> Issued | None:
    """The issued workbook that rows are of; None where that is not certain.

    It is certain where a pre-numbered row stands still blank that this workbook gave out, where it knows every id that there is, and where the same
    is true of no other one. What was issued later does not matter: it lacks the rows that nobody had filled in.
    """
    every = list(rows)
    ids, blank = {identity for identity, _ in every}, {identity for identity, filled in every if not filled}
    givers: dict[str, Issued] = {}
    ours: set[str] = set()
    for identity in sorted(blank - {identity for identity, filled in every if filled}):
        if identity not in ours and (giver := whose(identity)):
            givers[giver.token] = giver
            ours |= blank_ids(giver)
    found = [each for each in givers.values() if ids <= blank_ids(each) | issued_ids(each)]
    return found[0] if len(found) == 1 else None


def of_another(lines: Iterable[Line], issued: Issued, sheet: str, whose: Whose) -> Issued | None:
    """The workbook, of somebody else or of another round, that the rows of a sheet certainly are of; None where they are of no certain other one."""
    rows = list(rows_with_ids(lines))
    ours = {*issued.base.get(sheet, ()), *issued.blanks.get(sheet, ())}
    if all(filled or identity in ours for identity, filled in rows):
        return None
    other = origin(rows, whose)
    return None if other is None or alike(other, issued) else other


RoundFacts = Mapping[tuple[str, str], Value]
"""What forms say of the round, by sheet and field."""


def round_facts(raw: RawWorkbook, template: Template, context: Context) -> RoundFacts:
    """What the forms of a workbook say of the round for which it was issued, in the lines that are filled in from it."""
    found: dict[tuple[str, str], Value] = {}
    for sheet in template.forms:
        told = [field for field in sheet.columns if field.fill.startswith("round.")]
        page = locate(sheet, raw)[0] if told else None
        line = find_form(sheet, page, context) if page else None
        there = [field for field in told if line and field.key in line.table.columns]
        found.update({(sheet.key, field.key): value for field in there if line and (value := line.reading(field).value) is not None})
    return found


def tells_of(facts: RoundFacts, issued: Issued) -> bool:
    """Whether that is what a workbook said of its round; nobody but the program writes it."""
    return all(issued.base.get(sheet, {}).get(sheet, {}).get(field) == value for (sheet, field), value in facts.items())


def blank_ids(issued: Issued) -> frozenset[str]:
    """The ids of the blank rows that a workbook was sent with."""
    return frozenset(identity for ids in issued.blanks.values() for identity in ids)


def issued_ids(issued: Issued) -> frozenset[str]:
    """The ids of the records that a workbook was sent with."""
    return frozenset(identity for records in issued.base.values() for identity in records)


def likeliest(ids: Collection[str], candidates: Iterable[Issued]) -> Issued | None:
    """Of which workbook most of the ids are; None where nobody, or not one alone, has most. A hint, never an identity."""
    counts = [(len((blank_ids(each) | issued_ids(each)) & set(ids)), each) for each in candidates]
    most = max((count for count, _ in counts), default=0)
    best = [each for count, each in counts if count == most > 0]
    return best[0] if len(best) == 1 else None


# ── sheets of other workbooks ──


class Stray(NamedTuple):
    """A sheet that shows no return code of the workbook in which it is, only those of others; whose they are, as far as that is known."""

    sheet: RawSheet
    code: str
    department: str = ""
    round: str = ""


def strays(raw: RawWorkbook, codes: Carried, issued: Issued, known: Mapping[str, Issued]) -> list[Stray]:
    """The sheets that are another workbook's by the return codes that they show."""
    found = []
    for sheet, shown in zip(raw.sheets, codes.sheets, strict=True):
        if shown and not _ours(shown, issued, known):
            code = min(shown)
            other = known.get(code)
            found.append(Stray(sheet, code, other.department, other.round) if other else Stray(sheet, code))
    return found


def contrary(codes: Carried, issued: Issued, known: Mapping[str, Issued]) -> list[str]:
    """The return codes of others in the properties."""
    return sorted({code for shown in codes.properties if not _ours(shown, issued, known) for code in shown})


def _ours(shown: frozenset[str], issued: Issued, known: Mapping[str, Issued]) -> bool:
    return any(code in known and alike(known[code], issued) for code in shown)


def without(raw: RawWorkbook, aside: Sequence[Stray]) -> RawWorkbook:
    """A workbook without the sheets of others."""
    gone = {id(stray.sheet) for stray in aside}
    return replace(raw, sheets=[sheet for sheet in raw.sheets if id(sheet) not in gone]) if gone else raw
