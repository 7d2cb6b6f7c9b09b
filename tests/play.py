"""Projects on a disk, played as the people of a company would: short ways to issue workbooks, fill them in and merge them."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from postgres_server import copy_of

from sheetsync.files import hands
from sheetsync.files.hands import Action, Typed
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.model.template import Template
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import Generated, generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.merge import Request, merge

WEDNESDAY = date(2026, 11, 18)
FRIDAY = WEDNESDAY + timedelta(days=2)
NEXT = WEDNESDAY + timedelta(days=7)
TINY = Path(__file__).resolve().parent / "templates" / "tiny.toml"

DEPARTMENTS = (Department("客服部", "KF", "客服经理"), Department("技术部", "JS", "技术工程师"), Department("市场部", "SC", "市场经理"))
COLUMNS = ("任务名称", "责任部门", "负责人", "协作部门", "交付成果", "优先级", "计划开始", "计划完成", "完成进度", "状态", "风险等级", "备注")
TASKS = (
    ("收集客户反馈", "客服部", "客服经理", "技术部、市场部", "反馈汇总表", "高", "2026-11-02", "2026-11-25", "40%", "正常推进", "低", ""),
    ("优化工单分派", "技术部", "技术工程师", "客服部、市场部", "分派规则", "高", "2026-11-02", "2026-11-17", "60%", "正常推进", "低", "旧备注"),
    ("制定推广方案", "市场部", "市场经理", "客服部", "推广方案", "中", "2026-11-09", "2026-12-04", "10%", "正常推进", "", ""),
)


def make(path: Path, project: Project | None = None, lists: Mapping[str, Sequence[Sequence[str]]] | None = None) -> Folder:
    """A project with its lists imported; without more, the standard one with three tasks."""
    folder = init(path, replace(project or Project("客户满意度", "zh", DEPARTMENTS), blank_rows=4))
    for sheet, rows in (lists or {"task": (COLUMNS, *TASKS)}).items():
        file = path.parent / f"{path.name}-{sheet}.csv"
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target).writerows(rows)
        assert [f for f in import_list(folder, file, sheet, WEDNESDAY).findings if f.severity == "error"] == []
    return folder


def again(folder: Folder, target: Path) -> Folder:
    """The same project in another folder, to do other things with it; a shared ledger is copied too."""
    shutil.copytree(folder.path, target)
    copied = open_folder(target)
    return shared(copied, copy_of(copied.project.ledger)) if copied.project.ledger else copied


def shared(folder: Folder, address: str) -> Folder:
    """The project with its ledger at an address; if it has facts of its own, they move there with the next command."""
    file = folder.path / "sheetsync.toml"
    before = file.read_text("utf-8")
    lines = [f'ledger = "{address}"' if line.startswith("ledger = ") else line for line in before.splitlines()]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return open_folder(folder.path)


def issue(folder: Folder, day: date = WEDNESDAY) -> Generated:
    return generate(folder, None, today=day)


def workbook(folder: Folder, department: str, round_: str = "2026-W47") -> Path:
    """What a department was sent."""
    return next(path for path in folder.outbox(round_).iterdir() if f"-{department}-" in path.name and not path.name.startswith("."))


def edit(record: str, **values: Typed) -> Action:
    return Action("edit", SHEETS[record.partition("-")[0]], record, values)


def add(sheet: str, **values: Typed) -> Action:
    return Action("add", sheet, "", values)


SHEETS = {
    "REQ": "request", "T": "task", "P": "progress", "A": "acceptance", "R": "retro", "LN": "loan", "MTG": "meeting", "ATT": "attendance",
    "AG": "agenda", "ACT": "action", "RSP": "responsibility", "COM": "channel", "MS": "milestone", "RV": "review", "ADJ": "adjustment",
    "REC": "record", "FB": "feedback", "charter": "charter",
}  # fmt: skip


def fill(
    folder: Folder, department: str, *actions: Action, name: str = "", saved: str = "2026-11-19 10:00", by: str = "", round_: str = "2026-W47"
) -> Path:
    """A department's copy, filled in and dropped into the inbox; `saved` is a local time."""
    local = datetime.fromisoformat(saved).replace(tzinfo=ZoneInfo(folder.project.timezone))
    target = folder.inbox / (name or f"{department}.xlsx")
    moment = local.astimezone(UTC).replace(tzinfo=None)
    fill_in(workbook(folder, department, round_), target, folder.template, folder.project.language, actions, by or department, moment)
    return target


_FILLED: dict[str, bytes] = {}
"""Workbooks that were filled in, by what was done to which: many tests begin alike, and typing takes longer than most of what follows."""


def fill_in(source: Path, target: Path, template: Template, language: str, actions: Sequence[Action], by: str, moment: datetime) -> None:
    """Fills a workbook in as `hands.fill_in` does; what was done just so before is not done again."""
    done = repr((template.version, language, actions, by, moment)).encode("utf-8", "surrogatepass")
    key = hashlib.sha256(source.read_bytes() + done).hexdigest()
    if key not in _FILLED:
        hands.fill_in(source, target, template, language, actions, by, moment)
        _FILLED[key] = target.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_FILLED[key])


def merged(folder: Folder, *sources: Path, day: date = FRIDAY, without: Iterable[str] = (), dry_run: bool = False) -> Result:
    return merge(folder, Request(sources, None, day, None, tuple(without), dry_run))


def document(result: Result) -> str:
    return json.dumps(result.to_json(), ensure_ascii=False, sort_keys=True)


def statuses(result: Result) -> dict[str, str]:
    return {Path(c.file).name: c.status for c in result.copies}


def asked(result: Result) -> dict[str, str]:
    """The open decisions: what is asked about which cell or record."""
    return {d.id: d.kind for d in result.decisions if d.decided is None}


def choices(result: Result, decision: str) -> dict[object, tuple[str, ...]]:
    """The choices of a decision and who stands for each."""
    found = next(d for d in result.decisions if d.id == decision)
    return {tuple(c.value) if isinstance(c.value, list) else c.value: c.departments for c in found.choices}


def codes(result: Result, severity: str = "error") -> list[str]:
    return sorted({f.code for f in result.findings if f.severity == severity})


def adds_up(result: Result) -> bool:
    """Whether every edit that was read is accounted for once."""
    return result.edits["read"] == sum(result.edits[fate] for fate in ("merged", "open", "superseded", "refused"))


def everything(folder: Path, but: Callable[[Path], bool] = lambda _: False) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and not but(p)}
