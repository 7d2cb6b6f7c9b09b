"""What comes of a change of the template, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sheetsync.cli.show import few, table
from sheetsync.model.words import Words
from sheetsync.steps.consequences import Consequence


def change_lines(found: Sequence[Consequence], say: Words, head: str = "cli.change.head") -> list[str]:
    """A table of what a change of the template brings about."""
    if not found:
        return []
    headings = [say(f"cli.change.{key}") for key in ("where", "what", "effect")]
    return [say(head, count=len(found)), *(f"  {line}" for line in table([_change(each, say) for each in found], headings))]


def _change(each: Consequence, say: Words) -> tuple[str, str, str]:
    rule = {"rule": say(f"template-rule.{each.values['rule']}")} if "rule" in each.values else {}
    told = {**each.values, **rule, "label": each.label, "count": each.count, "records": few(each.records, 3)}
    key = f"change.{each.kind}.effect"
    return f"{each.label}", say(f"change.{each.kind}", **told), say(key if each.count else f"{key}.none", **told)
