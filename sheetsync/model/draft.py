"""A company's form as its file lays it out, and the template that is drafted of it, with a remark wherever something was guessed or is lacking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""

FORMATS = ("date", "datetime", "time", "percent", "integer", "number", "text")
"""What the number format of a cell says about its value."""


class Offer(NamedTuple):
    """What a form lets people put into cells: a list (`source` is the formula that says of what), limits, or only a prompt.

    `kind`: `list`, `date`, `time`, `whole`, `decimal`, `other`. `prompt` is what is shown beside the cell.
    """

    ranges: tuple[Range, ...]
    kind: str
    source: str = ""
    minimum: float | None = None
    maximum: float | None = None
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """How a sheet is laid out: the widths of its columns in characters, what its cells offer, and their number formats (one of FORMATS) where they
    say anything, of single cells and of whole columns."""

    widths: Mapping[int, float] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    columns: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormLooks:
    """How a workbook is laid out: its sheets by name, and what its defined names stand for."""

    sheets: Mapping[str, Looks] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


FILL_IN, CHECK, NOTE = "fill-in", "check", "note"
"""What a remark asks for: to fill something in, to check what was guessed, or nothing."""


class Remark(NamedTuple):
    """Something to know about a line of a draft. Its sentence is `draft.KEY`, with `values` filled in."""

    mark: str
    key: str
    values: Mapping[str, Any] = {}


class DraftField(NamedTuple):
    """A field of a drafted template; `options` are what its line says besides its label and type."""

    key: str
    label: str
    kind: str
    options: Mapping[str, Any] = {}
    remarks: tuple[Remark, ...] = ()


class DraftList(NamedTuple):
    """A list of choices: key and label of each."""

    key: str
    choices: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...] = ()


class DraftSheet(NamedTuple):
    """A sheet of a drafted template."""

    key: str
    label: str
    form: str
    options: Mapping[str, Any]
    fields: Sequence[DraftField]
    remarks: tuple[Remark, ...] = ()


class Draft(NamedTuple):
    """A drafted template, in one language."""

    name: str
    language: str
    lists: Sequence[DraftList]
    sheets: Sequence[DraftSheet]
    remarks: tuple[Remark, ...] = ()
