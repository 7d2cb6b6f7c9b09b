"""One language at work: its sentences with their placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from sheetsync.model import decision, kinds
from sheetsync.model.copy import WITHOUT_ROW
from sheetsync.model.decision import Choice
from sheetsync.model.finding import CHECKING, Finding
from sheetsync.model.kinds_numbers import bounds
from sheetsync.model.kinds_text import moment_text
from sheetsync.model.template import Field, Sheet, Template

NOTHING = "—"
LONGEST = 200
"""So much of what was written stands in a sentence."""
LONGEST_ROW = 8_000
"""And so much of a row in the note of who is to write it anew."""

ABOUT_VALUES = frozenset(
    {
        "invalid-value", "ambiguous-value", "repaired-value", "required-missing", "unassigned-record", "dangling-reference", "uncalculated-formula",
        "outdated-value",
    }
)  # fmt: skip
"""The findings that have an `expected`."""


COUNTED = re.compile(r"(\{(\w+)\} [\w ]+?)\(s\)")
"""A word in a sentence that is counted: `{days} working day(s)`."""


UNQUOTED = re.compile(r"[\w./:@%+,-]+")
"""A word that every terminal takes as it is; in any other one quotes are needed, which only some characters would get through."""


def _in_number(sentence: str, values: Mapping[str, Any]) -> str:
    """The sentence with its counted words in the singular or the plural."""
    return COUNTED.sub(lambda m: m[1] + ("" if values.get(m[2]) == 1 else "s"), sentence) if "(s)" in sentence else sentence


class _Filled(dict[str, str]):
    """Values for a sentence; one that is missing or blank shows as a dash, since a sentence must never fail on people's data."""

    def __init__(self, values: Mapping[str, Any], shown: Callable[[Any], str]) -> None:
        super().__init__()
        self._values, self._shown = values, shown

    def __missing__(self, key: str) -> str:
        return self._shown(self._values.get(key)) or NOTHING


@dataclass(slots=True)
class Language:
    """The `Words` of one language, with the labels of a template."""

    language: str
    sentences: Mapping[str, str]
    template: Template | None = None
    zone: tzinfo | None = None

    def __call__(self, key: str, /, **values: Any) -> str:
        return _in_number(self.sentences[key], values).format_map(_Filled(values, self._shown))

    def finding(self, finding: Finding) -> str:
        sentence = self(self._key(finding), **self._values(finding)) + self._hint(finding)
        where = self._where(finding)
        return self("where.says", where=where, sentence=sentence) if where else sentence

    def mend(self, finding: Finding) -> str:
        special = f"mend.{finding.code}.{finding.reason}"
        values = self._values(finding)
        if finding.code in WITHOUT_ROW:
            # nothing else of the workbook has what stood in the row
            values["value"] = finding.value[:LONGEST_ROW]
        return self(special if special in self.sentences else f"mend.{finding.code}", **values) + self._hint(finding)

    def expected(self, finding: Finding) -> str:
        field = self._field(finding)
        if field is None or finding.code not in ABOUT_VALUES:
            return ""
        limits = self._limits(field, finding.detail)
        return self(_expected_key(field, limits), **limits)

    def _shown(self, value: Any) -> str:
        """A value as people read it; blank when there is none."""
        if value is None:
            return ""
        if isinstance(value, datetime | time):
            return moment_text(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list | tuple):
            return self._list(value)
        return str(value)

    def _list(self, values: Iterable[Any]) -> str:
        return self.sentences["list.comma"].join(self._shown(each) for each in values)

    def _key(self, finding: Finding) -> str:
        plain = f"finding.{finding.code}"
        special = (
            f"{plain}.{finding.reason}",
            *([f"{plain}.new"] if finding.detail.get("new") else []),
            *([f"{plain}.read"] if finding.reason else []),
        )
        return next((key for key in special if key in self.sentences), plain)

    def _values(self, finding: Finding) -> dict[str, Any]:
        """What a finding's sentence may name."""
        sheet, field = self._sheet(finding), self._field(finding)
        return {
            "file": finding.file,
            "path": _typed(_file(finding)),
            "department": self._department(finding),
            "sheet": sheet.label(self.language) if sheet else finding.place or finding.sheet,
            "record": finding.record,
            "field": field.label(self.language) if field else finding.field,
            "place": finding.place,
            "cell": finding.cell,
            "value": self._short(finding.value),
            "length": len(finding.value),
            "expected": self.expected(finding),
            "why": self._why(finding),
            "after": self._short(kinds.text(finding.detail.get("read"), field, self.language)) if field else "",
            **finding.detail,
            **(self._question(finding, field) if finding.code in decision.KINDS else {}),
            **(self._cause(finding, field) if "cause" in finding.detail else {}),
            **({"seen": self._seen(finding)} if "seen" in finding.detail else {}),
            **(self._moments(finding) if finding.code == "late-copy" else {}),
        }

    def _short(self, text: str) -> str:
        """A text as a sentence can bear it."""
        return text if len(text) <= LONGEST else self("text.cut", beginning=text[:LONGEST], length=len(text))

    def _department(self, finding: Finding) -> list[str]:
        """Who is meant; where nobody is to act on what a check found, that somebody must be named."""
        if not finding.department and finding.code in CHECKING:
            return [self.sentences["finding.nobody"]]
        return finding.department.split("、")  # as the steps join several of them, in any language

    def _question(self, finding: Finding, field: Field | None) -> dict[str, Any]:
        """What a decision is about: the value now, who stands for what, and the one or two records."""
        found = [choice for choice in finding.detail.get("choices", ()) if isinstance(choice, Choice) and (choice.departments or choice.causes)]
        told = (self("choice.told", value=self._chosen(c.value, field), departments=self._backers(c)) for c in found)
        return {
            "current": self._chosen(finding.detail.get("current"), field),
            "choices": self.sentences["list.semicolon"].join(told),
            "decisions": self.sentences["report.sheet.decisions"],
            "records": str(finding.detail.get("id", finding.record)).split("+"),
        }

    def _backers(self, choice: Choice) -> list[str]:
        """Who stands for a choice, and the records from which it follows."""
        causes = [f"{self._sheet_label(sheet)} {record}".strip() for _, sheet, record, _ in choice.causes]
        return [*choice.departments, *dict.fromkeys(causes)]

    def _cause(self, finding: Finding, field: Field | None) -> dict[str, Any]:
        """From which cell something follows, what that says, and from what to what the finding's own cell changed."""
        _, sheet, record, key = finding.detail["cause"]
        causing = self._other(sheet, key)
        found = self._sheet_label(sheet)
        return {
            "cause": f"{found} {record}" if found else record,
            "causing": causing.label(self.language) if causing else key,
            "caused": self._chosen(finding.detail.get("caused"), causing),
            "before": self._chosen(finding.detail.get("before"), field),
            "now": self._chosen(finding.detail.get("now"), field),
            "lacking": [f.label(self.language) for key in finding.detail.get("lacking", ()) if (f := self._other(finding.sheet, key))],
        }

    def _seen(self, finding: Finding) -> str:
        """What fields held when somebody signed, and what they hold now."""
        told = ((self._other(finding.sheet, key), before, now) for key, before, now in finding.detail["seen"])
        lines = (
            self("confirmation.seen", field=field.label(self.language), before=self._chosen(before, field), now=self._chosen(now, field))
            for field, before, now in told if field
        )  # fmt: skip
        return self.sentences["list.semicolon"].join(lines)

    def _other(self, sheet: str, key: str) -> Field | None:
        return self.template.find(sheet, key) if self.template else None

    def _sheet_label(self, key: str) -> str:
        sheet = self.template.find_sheet(key) if self.template else None
        return sheet.label(self.language) if sheet else ""

    def _chosen(self, value: Any, field: Field | None) -> str:
        if field is None:
            return self.sentences.get(f"report.whole.{value}", "")
        return self._short(kinds.text(value, field, self.language)) or self.sentences["report.blank"]

    def _moments(self, finding: Finding) -> dict[str, Any]:
        return {"value": self.moment(finding.value), "due": self.moment(str(finding.detail.get("due", "")))}

    def moment(self, text: str) -> str:
        """A time (ISO 8601) to the minute, on the clock of the project; without a zone, and what is no time, as it is."""
        try:
            known = datetime.fromisoformat(text)
        except ValueError:
            # it comes from inside a file that somebody else wrote
            return text
        return f"{known.astimezone(self.zone or UTC):%Y-%m-%d %H:%M}" if known.tzinfo else f"{known:%Y-%m-%d %H:%M}"

    def _why(self, finding: Finding) -> str:
        """Why a value could not be read plainly; blank for a finding that has no such reasons."""
        named = self.sentences.get(f"reason.{finding.reason}") or self.sentences.get(f"reason.{finding.code}", "")
        part = finding.detail.get("part")
        return self("reason.part", part=part, why=named) if part else named

    def _hint(self, finding: Finding) -> str:
        if hint := finding.detail.get("hint"):
            named = {key: finding.detail[key] for key in ("release", "release_round")}
            return self(f"hint.{hint}", command=self._command(finding), path=_typed(_file(finding)), **named)
        nearest = finding.detail.get("nearest")
        kind = "meanings" if finding.code == "ambiguous-value" else "nearest"
        return self(f"hint.{kind}", nearest=nearest) if nearest else ""

    def _command(self, finding: Finding) -> str:
        """The command that releases a copy that is held, as it is typed."""
        department, round_ = str(finding.detail["release"]), str(finding.detail["release_round"])
        parts = ["sheetsync merge", _typed(_file(finding)), "--as", _typed(department) if department else self.sentences["release.department"]]
        return " ".join([*parts, *(["--round", _typed(round_)] if round_ else [])])

    def _where(self, finding: Finding) -> str:
        """Where in which file; blank for what is about the state."""
        parts = "-".join(name for name in ("file", "place", "cell") if getattr(finding, name))
        return self(f"where.{parts}", file=finding.file, place=finding.place, cell=finding.cell) if parts else ""

    def _sheet(self, finding: Finding) -> Sheet | None:
        return self.template.find_sheet(finding.sheet) if self.template else None

    def _field(self, finding: Finding) -> Field | None:
        return self.template.find(finding.sheet, finding.field) if self.template else None

    def _limits(self, field: Field, detail: Mapping[str, Any]) -> dict[str, Any]:
        """What the sentence about an expected value names: the words to choose from, the bounds, the sheet that is pointed to."""
        targets = (sheet for sheet in self.template.sheets if sheet.key == field.target) if self.template else ()
        least, most = bounds(field)
        return {
            "choices": [choice.labels[self.language] for choice in field.choices],
            "departments": detail.get("departments"),
            "minimum": _plain(least),
            "maximum": _plain(most),
            "target": next((sheet.label(self.language) for sheet in targets), field.target),
        }


def _file(finding: Finding) -> str:
    """The file of a finding, also where it stands in a column of its own and is not said."""
    return finding.file or str(finding.detail.get("file", ""))


def _typed(text: str) -> str:
    """A word as it is typed in a terminal."""
    return text if UNQUOTED.fullmatch(text) else f'"{text}"'


def _expected_key(field: Field, limits: Mapping[str, Any]) -> str:
    if field.kind in ("department", "departments") and not limits["departments"]:
        return f"expected.{field.kind}.any"
    bounded = field.kind == "integer" and field.minimum is not None and field.maximum is not None
    return f"expected.{field.kind}.range" if bounded else f"expected.{field.kind}"


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
