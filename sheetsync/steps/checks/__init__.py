"""The checks: what a coordinator should know about the state of a project on a given day.

Each rule is a small function `(situation, aim) -> findings`; what it looks at is said by the template's `[[checks]]`.
Days are working days of the project's calendar, limits those of the project's thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sheetsync.model.finding import Finding, sort_key
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim
from sheetsync.steps.checks.acceptance import acceptance_failed, acceptance_missing, recheck_overdue
from sheetsync.steps.checks.answers import confirmation_incomplete, confirmation_missing, criteria_missing, open_point_unassigned, response_late
from sheetsync.steps.checks.deadlines import approval_late, due_soon, overdue, plan_adjustment_needed
from sheetsync.steps.checks.dependencies import dependency_order, overdue_dependency
from sheetsync.steps.checks.meetings import agenda_too_long, minutes_late, notice_late
from sheetsync.steps.checks.progress import at_risk_without_plan, inconsistent_status, no_update, problem_left_open
from sheetsync.steps.checks.rounds import decision_left_open, missing_copy, retro_late, unknown_calendar

Rule = Callable[[Situation, Aim], Iterator[Finding]]

AIMED: Mapping[str, Rule] = {
    "overdue": overdue,
    "due-soon": due_soon,
    "overdue-dependency": overdue_dependency,
    "dependency-order": dependency_order,
    "at-risk-without-plan": at_risk_without_plan,
    "no-update": no_update,
    "inconsistent-status": inconsistent_status,
    "approval-late": approval_late,
    "acceptance-missing": acceptance_missing,
    "acceptance-failed": acceptance_failed,
    "recheck-overdue": recheck_overdue,
    "retro-late": retro_late,
    "plan-adjustment-needed": plan_adjustment_needed,
    "escalation-needed": problem_left_open,
    "criteria-missing": criteria_missing,
    "response-late": response_late,
    "confirmation-missing": confirmation_missing,
    "notice-late": notice_late,
    "agenda-too-long": agenda_too_long,
    "minutes-late": minutes_late,
    "open-point-unassigned": open_point_unassigned,
}
"""The rules that a template aims, by their names in `model.rules.RULES`."""

ALWAYS: tuple[Callable[[Situation], Iterator[Finding]], ...] = (missing_copy, decision_left_open, unknown_calendar, confirmation_incomplete)
"""The rules that need no aim: they look at the round itself."""


def check(situation: Situation) -> list[Finding]:
    """What all checks find in a situation, worst first; KeyError for an aim that the template loader would have refused."""
    findings = [found for rule in ALWAYS for found in rule(situation)]
    for aim in situation.template.checks:
        findings += AIMED[aim.rule](situation, aim)
    return sorted(findings, key=sort_key)
