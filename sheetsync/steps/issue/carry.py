"""What a new round carries over: the project's facts in its forms, and a note on each cell about which a decision is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetsync.model import kinds
from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Place
from sheetsync.model.decision import Choice, Decision
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_text import fitting
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, State
from sheetsync.model.round import Round
from sheetsync.model.template import Field, Template
from sheetsync.model.words import Words
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.form import form_values

LONGEST_VALUE, LONGEST_NOTE = 500, 8_000
"""So much of a value stands in a note, and so much in all: who points at a cell wants to read on."""


def with_forms(template: Template, project: Project, round_: Round, opening: Opening, words: Words) -> State:
    """The state with its forms filled in from the project's facts, as this round's workbooks show them."""
    nobody = Department("", "")
    assignment = Assignment(template, project, opening, round_, nobody, "", words, Calendar(), {}, {}, {}, {})
    state = dict(opening.state)
    for sheet in template.forms:
        before = opening.state.get(sheet.key, {}).get(sheet.key)
        state[sheet.key] = {sheet.key: Record(sheet.key, form_values(assignment, sheet), before.origins if before else {})}
    return state


def decision_notes(template: Template, decisions: Iterable[Decision], words: Words) -> Mapping[Place, str]:
    """The notes for the cells of open decisions: what stands now, and who says what."""
    return {(d.sheet, d.record, d.field): _note(template.sheet(d.sheet).field(d.field), d, words) for d in decisions if d.field}


def _note(field: Field, decision: Decision, words: Words) -> str:
    choices = [_choice(field, choice, words) for choice in decision.choices]
    current = _shown(field, decision.current, words)
    return fitting(words("issue.note.open", field=field.label(words.language), current=current, choices="\n".join(choices)), LONGEST_NOTE)


def _choice(field: Field, choice: Choice, words: Words) -> str:
    who = [*choice.departments, *dict.fromkeys(cause.record for cause in choice.causes)]
    return words("issue.note.choice", value=_shown(field, choice.value, words), departments=who or words("issue.note.coordinator"))


def _shown(field: Field, value: Value, words: Words) -> str:
    return fitting(kinds.text(value, field, words.language), LONGEST_VALUE) or words("issue.note.blank")
