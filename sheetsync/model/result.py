"""The result of a command as frozen objects with the names and values of the JSON contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written: sheet and cell as in that file."""

    file: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One returned file. `status`: merged, unchanged, duplicate, superseded, held or refused."""

    file: str
    sha256: str
    department: str | None
    round: str | None
    status: str
    edits: int
    new_records: int
    saved_at: str | None
    saved_by: str | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed cell; `field` is None when the record was removed. Without departments, the coordinator decided it.

    `cause` says from which cell it follows, by which rule of the template's links; departments and sources are those of that cell then.
    """

    sheet: str
    record: str
    field: str | None
    before: Any
    after: Any
    departments: tuple[str, ...]
    sources: tuple[Place, ...]
    cause: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One choice of a decision, and who stands for it."""

    value: Any
    departments: tuple[str, ...]
    sources: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision; `decided` is None while it is open."""

    id: str
    kind: str
    sheet: str
    record: str
    field: str | None
    current: Any
    choices: tuple[ChoiceLine, ...]
    decided: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding; what does not apply to it is None."""

    code: str
    severity: str
    message: str
    file: str | None
    department: str | None
    sheet: str | None
    cell: str | None
    record: str | None
    field: str | None
    value: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One edit that was read."""

    department: str
    sheet: str
    record: str
    field: str
    value: Any
    written: str
    source: Place


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A workbook that is given back to a department: where it lies, and how many things are to be mended in it.

    `file` is None where none could be made, so that the department mends its own one, and where nothing was to be written.
    """

    department: str
    file: str | None
    cells: int


@dataclass(frozen=True, slots=True)
class Result:
    """What `merge --json` shows. `state`: sheet → record → field → value; `edits` counts, `accounts` lists the edits by what became of them."""

    project: str
    round: str
    as_of: str
    workbook: str | None
    copies: tuple[CopyLine, ...]
    missing: tuple[str, ...]
    state: Mapping[str, Mapping[str, Mapping[str, Any]]]
    changes: tuple[ChangeLine, ...]
    decisions: tuple[DecisionLine, ...]
    findings: tuple[FindingLine, ...]
    edits: Mapping[str, int]
    accounts: Mapping[str, tuple[AccountLine, ...]]
    returns: tuple[ReturnLine, ...] = ()
    shown: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = dataclasses.field(default_factory=dict)
    """What the columns that nobody fills in show: sheet → record → column → ids of records, or names of departments."""

    @property
    def needs_a_person(self) -> bool:
        """Whether a decision is open or a finding is an error."""
        return any(d.decided is None for d in self.decisions) or any(f.severity == "error" for f in self.findings)

    def to_json(self) -> dict[str, Any]:
        """The JSON document of the contract."""
        # the state's values are JSON values already, and there may be a million of them
        return {name: _plain(getattr(self, name)) for name in _names(Result) if name != "state"} | {"state": self.state}

    def brief(self) -> Result:
        """The same without what there is of every record and edit: the state, what is shown of it, the changes and the accounts."""
        return dataclasses.replace(self, state={}, shown={}, changes=(), accounts=dict.fromkeys(self.accounts, ()))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        return {name: _plain(getattr(value, name)) for name in _names(kind)}
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The names of a data class's fields, which take long to ask for."""
    return tuple(f.name for f in dataclasses.fields(kind))


def from_json(data: Mapping[str, Any]) -> Result:
    """The result that `Result.to_json` made this document of."""
    shown = data.get("shown", {})
    return Result(
        shown={sheet: {i: {key: tuple(found) for key, found in each.items()} for i, each in records.items()} for sheet, records in shown.items()},
        **{key: data[key] for key in ("project", "round", "as_of", "workbook", "state", "edits")},
        copies=tuple(CopyLine(**each) for each in data["copies"]),
        returns=tuple(ReturnLine(**each) for each in data.get("returns", ())),
        missing=tuple(data["missing"]),
        changes=tuple(ChangeLine(**{**each, **_sourced(each)}) for each in data["changes"]),
        decisions=tuple(_decision(each) for each in data["decisions"]),
        findings=tuple(FindingLine(**each) for each in data["findings"]),
        accounts={
            fate: tuple(AccountLine(**{**each, "source": Place(**each["source"])}) for each in lines) for fate, lines in data["accounts"].items()
        },
    )


def _sourced(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"departments": tuple(data["departments"]), "sources": tuple(Place(**s) for s in data["sources"])}


def _decision(data: Mapping[str, Any]) -> DecisionLine:
    choices = tuple(ChoiceLine(**{**each, **_sourced(each)}) for each in data["choices"])
    return DecisionLine(**{**data, "choices": choices})
