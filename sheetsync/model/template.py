"""A template: which sheets a workbook has, which fields a sheet has, and what the rules say about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Labels = Mapping[str, str]
"""What people see, by language (`zh`, `en`)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list; `key` is its name in JSON and code, `tone` how it is coloured (`good`, `warn`, `bad`, `muted`, ``)."""

    key: str
    labels: Labels
    tone: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, or one line of a form.

    `editors` is `owner`, `any`, `coordinator`, or the key of a field that names a department: of the same sheet, or, as `REF.FIELD`, of the record
    to which its field REF refers.
    `policy` is `merge`, `controlled`, `union`, `max` or `append`. `target` is the sheet that a `ref` or `refs` points to.
    `fill` names the fact of the project that a form's line shows (`project.goal`, `round.due_at`, …).
    """

    key: str
    labels: Labels
    kind: str
    required: bool = False
    editors: str = "owner"
    policy: str = "merge"
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    target: str = ""
    minimum: float | None = None
    maximum: float | None = None
    default: str = ""
    fill: str = ""
    width: float | None = None
    planning: bool = False
    """A date that plans ahead: one before 2000 or more than 20 years off is a slip of the hand."""
    aliases: tuple[str, ...] = ()
    hints: Labels = dataclasses.field(default_factory=dict)
    was: tuple[str, ...] = ()
    """The keys that the field had in earlier versions of the template."""
    new: Labels = dataclasses.field(default_factory=dict)
    """Of a `ref`: the entry that asks for a new record instead of an id."""
    former_choices: tuple[Choice, ...] = ()
    """The choices of earlier versions: known where they stand, offered no more."""
    retired: bool = False
    """An earlier version asked for it; what it holds is kept and shown, and nobody is asked any more."""
    former: str = ""
    """The field that this is, as an earlier version asked for it with another type; for the values that are none of today's."""

    def label(self, language: str) -> str:
        return self.labels[language]

    def choice(self, key: object) -> Choice | None:
        """The choice of that key, if the field has or had it."""
        return next((c for c in (*self.choices, *self.former_choices) if c.key == key), None)


Condition = Mapping[str, tuple[str, ...]]
"""Which records: every field named holds one of the keys given. An empty condition holds for no record."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `form` is `table`, `form` (label and value, one record) or `notes` (written by the generator).

    `title` is the field that says in a few words what a record is; `match` the fields by which two new records look like one
    thing (none: never asked); `closed` the records that are finished with; `goes_with` the reference by which a record is shown to all to whom the
    one is shown that it names.
    """

    key: str
    labels: Labels
    form: str
    fields: tuple[Field, ...] = ()
    prefix: str = ""
    owner: str = ""
    append_only: bool = False
    goes_with: str = ""
    title: str = ""
    match: tuple[str, ...] = ()
    closed: Condition = dataclasses.field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    hints: Labels = dataclasses.field(default_factory=dict)
    was: tuple[str, ...] = ()
    """The keys that the sheet had in earlier versions of the template."""
    retired: bool = False
    """An earlier version had it; what it holds is kept and shown, and it is not sent any more."""
    columns: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)
    """The fields without the id."""
    _by_key: Mapping[str, Field] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Makes once what is asked for with every cell."""
        object.__setattr__(self, "columns", tuple(f for f in self.fields if f.kind != "id"))
        object.__setattr__(self, "_by_key", {f.key: f for f in self.fields})

    def label(self, language: str) -> str:
        return self.labels[language]

    def field(self, key: str) -> Field:
        """The field of that key; KeyError where there is none."""
        return self._by_key[key]

    def find(self, key: str) -> Field | None:
        """The field of that key, if there is one."""
        return self._by_key.get(key)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a check or a link looks at: the rule's name, the sheet, and the fields and conditions that the rule asks for, by the rule's own words."""

    rule: str
    sheet: str
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)


COUNT, MATRIX = "count", "matrix"
"""The kinds of charts: bars, and a table of a field against a second one, of unfinished records only."""


@dataclass(frozen=True, slots=True)
class ChartAim:
    """A chart of the report: how many records of a sheet by a field (`by`), and by a second one (`split`) as stacks, or as columns of a matrix."""

    sheet: str
    by: str
    split: str = ""
    labels: Labels = dataclasses.field(default_factory=dict)
    kind: str = COUNT


@dataclass(frozen=True, slots=True)
class Timeline:
    """A sheet whose records stand on the Gantt sheet of the report, and its fields that say when: from `start` to `finish`, as it was planned.

    Without a `start` its records are milestones, each on one day. `finished` is the day on which it really was, `progress` how much of it is done.
    """

    sheet: str
    finish: str
    start: str = ""
    finished: str = ""
    progress: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A column at the end of a table that nobody fills in: it is worked out from other records whenever a workbook is written, and never stored.

    `aim` names what it shows (one of `model.rules.VIEWS`), on which sheet, and from which fields. `sent`: it stands in the departments' workbooks
    too, and not in the consolidated one alone.
    """

    key: str
    labels: Labels
    aim: Aim
    hints: Labels = dataclasses.field(default_factory=dict)
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A whole template. `languages` in the order of preference; `version` names exactly this content (SHA-256 of its files)."""

    name: str
    labels: Labels
    languages: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    checks: tuple[Aim, ...] = ()
    charts: tuple[ChartAim, ...] = ()
    links: tuple[Aim, ...] = ()
    """What follows in the merge when records that belong together change."""
    version: str = ""
    shows: tuple[View, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    _by_key: Mapping[str, Sheet] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {s.key: s for s in self.sheets})

    def sheet(self, key: str) -> Sheet:
        """The sheet of that key; KeyError where there is none."""
        return self._by_key[key]

    def find_sheet(self, key: str) -> Sheet | None:
        """The sheet of that key, if there is one."""
        return self._by_key.get(key)

    def find(self, sheet: str, field: str) -> Field | None:
        """The field of a sheet; None where there is none, as for what an earlier version of the template said."""
        found = self._by_key.get(sheet)
        return found.find(field) if found else None

    def views(self, sheet: str) -> tuple[View, ...]:
        """The columns that a table shows and nobody fills in."""
        return tuple(view for view in self.shows if view.aim.sheet == sheet)

    @property
    def tables(self) -> tuple[Sheet, ...]:
        return tuple(s for s in self.sheets if s.form == "table")

    @property
    def forms(self) -> tuple[Sheet, ...]:
        return tuple(s for s in self.sheets if s.form == "form")

    @property
    def data_sheets(self) -> tuple[Sheet, ...]:
        """The sheets that hold records: tables and forms."""
        return tuple(s for s in self.sheets if s.form != "notes")


def holds(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Whether a record's values meet a condition."""
    for key, allowed in condition.items():  # asked of every record by every check
        if values.get(key) not in allowed:
            return False
    return bool(condition)
