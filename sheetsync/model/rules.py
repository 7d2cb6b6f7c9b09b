"""Which rules and views a template may aim, and what each of them asks for: they themselves are code, their aim is data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FIELD_KINDS: Mapping[str, frozenset[str]] = {
    "field": frozenset(),
    "fields": frozenset(),
    "department-fields": frozenset({"department", "departments"}),
    "date-field": frozenset({"date", "datetime"}),
    "integer-field": frozenset({"integer"}),
    "percent-field": frozenset({"percent"}),
    "ref-field": frozenset({"ref", "refs"}),
    "one-ref-field": frozenset({"ref"}),
}
"""The options that name fields, with the field types that they allow (none given: any). Those in LISTED are lists of keys,
the others one key."""

LISTED = ("fields", "department-fields")

WHATS = (*FIELD_KINDS, "condition", "sheet", "choices", "pairs", "labels")
"""What an option can be. A `condition` is a table of choice fields, each with the list of choice keys that meet it; a `sheet` is a sheet's key.
`choices` is a table of choice fields, each with one choice key; `pairs` is a table of fields of the other sheet, each with one of the own sheet that
holds values of the same type; `labels` is what people see, by language."""


class Option(NamedTuple):
    """What one option of a rule is: one of WHATS, and whether it must be there.

    Its fields are those of the aim's own sheet, or of the sheet that the option named in `of` says or, if that is a field, points to. A `ref-field`
    with `to_own` must point to the aim's own sheet. Of what `makes` records, title and owner must be among the `pairs`.
    """

    what: str
    required: bool = True
    of: str = ""
    to_own: bool = False
    makes: bool = False


_ENTRIES: Mapping[str, Option] = {
    "entries": Option("sheet"),
    "entry_of": Option("ref-field", of="entries", to_own=True),
}
"""Another sheet whose records are about records of this one, and its field that says about which."""

RULES: Mapping[str, Mapping[str, Option]] = {
    "overdue": {
        "due": Option("date-field"),
        "answered": Option("date-field", required=False),
    },
    "due-soon": {
        "due": Option("date-field"),
        "answered": Option("date-field", required=False),
    },
    "overdue-dependency": {
        "depends_on": Option("ref-field", to_own=True),
        "due": Option("date-field"),
    },
    "dependency-order": {
        "depends_on": Option("ref-field", to_own=True),
        "start": Option("date-field"),
        "due": Option("date-field"),
    },
    "at-risk-without-plan": {
        "when": Option("condition"),
        "plan": Option("fields"),
        "entries": Option("sheet", required=False),
        "entry_of": Option("ref-field", required=False, of="entries", to_own=True),
        "entry_plan": Option("fields", required=False, of="entries"),
    },
    "no-update": {
        **_ENTRIES,
        "entry_date": Option("date-field", of="entries"),
        "start": Option("date-field", required=False),
    },
    "inconsistent-status": {
        "done": Option("condition"),
        "progress": Option("percent-field"),
        "finished": Option("date-field"),
    },
    "approval-late": {
        "waiting": Option("condition"),
        "since": Option("date-field"),
    },
    "acceptance-missing": {
        "done": Option("condition"),
        **_ENTRIES,
    },
    "acceptance-failed": {
        "failed": Option("condition"),
        "per": Option("fields", required=False),
        "date": Option("date-field", required=False),
    },
    "recheck-overdue": {
        "failed": Option("condition"),
        "recheck_by": Option("date-field"),
        "reviewed_on": Option("date-field"),
        "per": Option("fields", required=False),
        "date": Option("date-field", required=False),
    },
    "retro-late": {},
    "plan-adjustment-needed": {
        "due": Option("date-field"),
        **_ENTRIES,
        "entry_date": Option("date-field", of="entries"),
        "new_finish": Option("date-field", of="entries"),
    },
    "escalation-needed": {
        "problem": Option("field"),
        "handled": Option("condition", required=False),
        "answered": Option("fields", required=False),
        "since": Option("date-field"),
        "about": Option("ref-field", required=False),
    },
    "criteria-missing": {
        "criteria": Option("fields"),
        "request": Option("ref-field"),
        "requests": Option("sheet"),
        "approved": Option("condition", of="requests"),
    },
    "response-late": {
        "answer": Option("fields"),
    },
    "confirmation-missing": {
        "confirmed": Option("fields"),
    },
    "notice-late": {
        "notified": Option("date-field"),
        "starts": Option("date-field"),
    },
    "agenda-too-long": {
        "minutes": Option("integer-field"),
        "about": Option("ref-field", required=False),
    },
    "minutes-late": {
        "held": Option("condition"),
        "held_on": Option("date-field"),
        "sent": Option("date-field"),
    },
    "open-point-unassigned": {
        "open_point": Option("field"),
        "answer": Option("fields", required=False),
        "entries": Option("sheet", required=False),
        "entry_of": Option("ref-field", required=False, of="entries", to_own=True),
    },
}
"""The rules by name (the code of the findings that they make), each with its options. All of them look at the sheet that the check names;
records that the sheet calls `closed` are passed over where a rule is about open ones."""

LINKS: Mapping[str, Mapping[str, Option]] = {
    "carries": {
        "when": Option("condition"),
        "to": Option("one-ref-field"),
        "fields": Option("pairs", of="to"),
        "keeps": Option("pairs", required=False, of="to"),
    },
    "becomes": {
        "field": Option("one-ref-field"),
        "entry": Option("labels"),
        "fields": Option("pairs", of="field", makes=True),
    },
    "reopens": {
        "when": Option("condition"),
        "to": Option("one-ref-field"),
        "where": Option("condition", of="to"),
        "set": Option("choices", of="to"),
        "clear": Option("fields", required=False, of="to"),
        "per": Option("fields", required=False),
        "date": Option("date-field", required=False),
    },
    "signature": {
        "by": Option("field"),
        "on": Option("date-field", required=False),
        "over": Option("fields", required=False),
    },
}
"""The rules of what follows in the merge, by name, each with its options. All look at what a round changed in the sheet that the link names."""

VIEWS: Mapping[str, Mapping[str, Option]] = {
    "entries": _ENTRIES,
    "unconfirmed": {
        "asked": Option("department-fields"),
        "confirmed": Option("fields"),
    },
    "unsigned": {
        "asked": Option("department-fields"),
        "signed": Option("field"),
    },
    "unanswered": {
        "asked": Option("department-fields"),
        **_ENTRIES,
    },
}
"""What a column that nobody fills in can show of a record, each with its options: the `entries` that are about it; or of the departments that are
`asked` those that have not answered yet, since a field in which they confirm is blank, their name is not in the text in which they sign, or none
of the entries about the record is theirs."""

WAITING = ("unconfirmed", "unsigned", "unanswered")
"""The views that show who has not answered yet."""
