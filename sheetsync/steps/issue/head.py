"""What stands above the content of every sheet: its name, for whom and until when, the return code, what is still to be filled in, a way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sheetsync.model.plan import Cell, CellValue, Conditional, Row, Style
from sheetsync.model.template import Sheet
from sheetsync.steps.issue.assignment import Assignment

COUNT, BACK = Style("label", "integer", align="center"), Style("link", indent=1)
LAST = 20.0
"""The height of the row right above the content, in points."""


def head_rows(assignment: Assignment, sheet: Sheet) -> list[Row]:
    """The rows above a sheet's content; the last one has room for what is still to be filled in."""
    words = assignment.words
    told = {"department": assignment.department.name, "round": assignment.round.name, "due_at": assignment.due}
    code = words("issue.code.line", code=assignment.token)
    legend = "issue.legend.mend" if assignment.troubles else "issue.legend.notes" if assignment.notes else "issue.legend"
    rows = [
        Row((f"{sheet.label(assignment.language)} · {assignment.project.name}",), 30, Style("title")),
        Row((words("issue.subtitle", **told),), 18, Style("subtitle")),
        Row((Cell(code, Style("subtitle", bold=True)),), 18, Style("subtitle")),
    ]
    if hint := sheet.hints.get(assignment.language):
        rows.insert(2, Row((hint,), 18, Style("subtitle")))
    if sheet.form == "table":
        more = words("issue.legend.told") if any(key == sheet.key for key, _, _ in assignment.told) else ""
        rows.append(Row((words(legend) + more,), 18, Style("note")))
    return [*rows, Row((None, _back(assignment)), LAST, Style())]


def text_and_style(row: Row) -> tuple[str, Style]:
    """What a row of the head says, and how that looks."""
    first = row.cells[0]
    cell = first if isinstance(first, Cell) else Cell(first)
    return str(cell.value), cell.style or row.style or Style()


def _back(assignment: Assignment) -> Cell | None:
    """A link to the instructions; none where the template has no such sheet."""
    guide = next((each.label(assignment.language) for each in assignment.template.sheets if each.form == "notes"), "")
    quoted = guide.replace("'", "''")
    return Cell(assignment.words("issue.back", sheet=guide), BACK, f"'{quoted}'!A1") if guide else None


def counted(row: Row, left: Cell | None) -> Row:
    """The last row of a head with the number of what is still to be filled in."""
    return row._replace(cells=(left, *row.cells[1:])) if left else row


def left_in_rows(department: str, owner: str, must: Sequence[str], rows: Iterable[tuple[CellValue, Sequence[CellValue]]]) -> Cell | None:
    """How many required cells of a table are still blank, as a formula with its result: in the department's rows, and in those that it began to add.

    `owner` is the range that names the department of each row (blank: none does), `must` are those of the required fields; `rows` what stands there.
    """
    if not must:
        return None
    name = department.replace('"', '""')
    filled = "+".join(f'({each}<>"")' for each in must)
    asked = f'(({owner}="{name}")+({owner}="")*({filled}>0)>0)' if owner else f"({filled}>0)"
    blank = sum(values.count(None) for of, values in rows if of == department or (not of and values.count(None) < len(values)))
    return Cell(blank, COUNT, formula=f"SUMPRODUCT({asked}*({len(must)}-({filled})))")


def left_in_lines(cells: Sequence[str], values: Sequence[CellValue]) -> Cell | None:
    """How many required lines of a form are still blank."""
    return Cell(values.count(None), COUNT, formula="+".join(f'({each}="")' for each in cells)) if cells else None


def left_marks(assignment: Assignment, row: int) -> tuple[Conditional, ...]:
    """The formats of that number, which say in words what it means."""
    place, number = (row, 1, row, 1), f"$A${row}"
    return (
        Conditional(place, f"{number}>0", "warn", assignment.words("issue.left.some")),
        Conditional(place, f"{number}=0", "good", assignment.words("issue.left.none")),
    )
