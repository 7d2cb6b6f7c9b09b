"""What comes of a change of the template in the middle of a project, told before anything happens: nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.files.projects import load_project
from sheetsync.files.templates import find_template, find_templates
from sheetsync.model.mistake import Mistakes
from sheetsync.steps.consequences import Consequence, consequences
from sheetsync.workflow.folder import TEMPLATES, Folder, open_with
from sheetsync.workflow.rounds import closing_merge, current_round

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


def consequences_of(name: str, project_folder: Path | None) -> list[Consequence] | None:
    """What comes of it when the project goes by the template of that name or path: one of its own, or another version of one, of the same file name.

    None where it is none of the project's, and before the first round. Refuses a change that is at odds with what the project holds.
    """
    if project_folder is None:
        return None
    try:
        project = load_project(project_folder)
        own = [project_folder / TEMPLATES]
        used, asked = find_templates(project.templates, own), find_template(name, own)
    except (Mistakes, OSError):
        # the project or its template can't be read as it stands, which is told elsewhere
        return None
    if asked.stem not in {path.stem for path in used}:
        return None
    folder = open_with(project_folder, project, [asked if path.stem == asked.stem else path for path in used])
    with folder.ledger() as ledger:
        return since_opening(folder, ledger) if current_round(ledger) else None


def template_consequences(folder: Folder) -> list[Consequence]:
    """What today's template asks otherwise than that under which the open round began, and what comes of it; nothing before the first round."""
    with folder.ledger() as ledger:
        return since_opening(folder, ledger)


def since_opening(folder: Folder, ledger: Ledger) -> list[Consequence]:
    """The same with a ledger that is open."""
    current = current_round(ledger)
    before = ledger.opening(current).template if current else ""
    if current is None or folder.as_of(before) is folder:
        return []
    state = closing_merge(folder, ledger, current).state
    return consequences(folder.as_of(before).asked, folder.lineage, state, folder.project.language)
