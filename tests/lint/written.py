"""The workbooks that we write, one of each sort and the samples: what the rules are held against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import play
from full_week import LONG, project

from samples import FOLDER
from sheetsync.files.hands import Action
from sheetsync.files.templates import load_template, template_names
from sheetsync.model.project import Department, Project
from sheetsync.workflow.check import check, check_alone
from sheetsync.workflow.init import init
from sheetsync.workflow.preview import preview_bytes

PACKS = ("meetings", "kickoff", "planning", "records", "feedback")
LANGUAGES = ("zh", "en")
DAY = date(2026, 11, 18)
WRONG = (
    play.edit("T-KF-001", planned_finish="月底", progress=0.6, risk="高"),
    play.add("task", title="新任务", person="客服经理", deliverable="一份清单", priority="高", planned_finish="2026-12-10", status="已完城"),
    Action("insert", "task", "", {"title": "没有编号的任务", "planned_finish": "2026-12-11", "depends_on": "T-XX-999"}),
)
HARD = "集团“客户满意度”提升 & ‘CRM’ 升级 <二期> 暨数字化运营能力建设专项工作（二〇二六年度）"
"""A name with everything that a file has to write otherwise, and too long for a line."""
OFFICES = (
    Department("集团信息技术与数字化转型推进办公室", "IT", "欧阳 O'Neill & 司马", "it@example.com", "统筹"),
    Department("R&D 'Core' Telecommunications", "RD", "Ada"),
    Department("客服部", "KF"),
)
MANY = 300


def samples() -> dict[str, bytes]:
    """The workbooks that lie in samples/: those that were sent in the last week, and the consolidated ones."""
    files = (*FOLDER.glob("*/project/outbox/*/*.xlsx"), *FOLDER.glob("*/project/reports/*.xlsx"))
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(files)}


def previews() -> dict[str, bytes]:
    """What each template looks like by itself, and all packs together."""
    every: list[str | Sequence[str]] = [*template_names(), PACKS, str(play.TINY)]
    templates = {"+".join(names) if isinstance(names, tuple) else Path(str(names)).stem: load_template(names) for names in every}
    return {
        f"preview of {name} ({language})": preview_bytes(template, language, DAY)
        for name, template in templates.items()
        for language in template.languages
    }


def of_nothing(folder: Path, language: str) -> dict[str, bytes]:
    """A project in which there is nothing yet."""
    empty = init(folder, Project("X", language, (Department("A", "A"),), blank_rows=0))
    play.issue(empty)
    play.merged(empty)
    return _of(empty.path, f"empty, {language}")


def mended(folder: Path, language: str) -> dict[str, bytes]:
    """A week of one copy with mistakes: what was sent, what is given back, what is consolidated, and the copy annotated both ways."""
    of = project(folder, language)
    name = of.project.names[0]
    file = play.fill(of, name, *WRONG, name="a.xlsx")
    check_alone([file], annotate=folder / "alone.xlsx")
    check(of, [file], folder / "known.xlsx")
    play.merged(of)
    return _of(folder, f"mended, {language}")


def large(folder: Path, language: str) -> dict[str, bytes]:
    """A project with all packs, names that are hard to write, and very many tasks with long texts, of which some are disputed."""
    of = play.make(folder, Project(HARD, language, OFFICES, templates=PACKS, facts={"goal": LONG, "channel": "=1+1"}), {"task": _tasks()})
    play.issue(of)
    edits = [play.edit(f"T-IT-{number:03}", risk="高", title=f"改名 {number}", remark=LONG) for number in range(1, 40)]
    # so much to be mended that the list of it ends before all of it
    edits += [play.edit(f"T-IT-{number:03}", planned_finish="月底", depends_on="T-XX-1") for number in range(100, 160)]
    play.fill(of, OFFICES[0].name, *edits, play.add("meeting", topic=LONG[:40], starts_at="2026-11-25 14:00"), name="a.xlsx")
    play.fill(of, OFFICES[1].name, *(play.edit(f"T-IT-{number:03}", risk="低") for number in range(1, 40)), name="b.xlsx")
    play.merged(of)
    play.issue(of, play.NEXT)
    play.merged(of, day=play.NEXT)
    return _of(folder, f"large, {language}")


def _tasks() -> list[tuple[str, ...]]:
    names = [each.name for each in OFFICES]
    return [
        play.COLUMNS,
        *(
            (f"{HARD[: 10 + n % 50]} {n}", names[0], "欧阳", names[1], LONG[: n * 3], "高", "2026-10-01", f"2026-{11 + n % 2}-{1 + n % 28:02}",
             f"{n % 101}%", "正常推进", "中", LONG[: 9 * (n % 90)])
            for n in range(MANY)
        ),
    ]  # fmt: skip


def _of(folder: Path, label: str) -> dict[str, bytes]:
    """Every workbook of a project that we have written."""
    names = (path.relative_to(folder) for path in sorted(folder.rglob("*.xlsx")))
    written = (name for name in names if name.parts[0] not in ("inbox", ".sheetsync"))
    return {f"{label}: {name.as_posix()}": (folder / name).read_bytes() for name in written}
