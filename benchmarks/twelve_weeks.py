"""Twelve weeks of a project with eight departments, played end to end on real files; every week's accounts must add up.

`python benchmarks/twelve_weeks.py [--weeks 12] [--departments 8] [--seed 1] [--office 4]`

Departments return in time, late, twice, side by side or not at all; they edit, add, type nonsense and change what is not theirs. The coordinator
settles about half of what is open, and the ledger is verified at the end. With `--office N`, LibreOffice is the person in every Nth week: it opens
each copy, types a remark, sorts the table and saves (needs soffice and python3-uno).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from openpyxl import load_workbook

from sheetsync.files.hands import Action, fill_in
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import Generated, generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.resolve import settle

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lo"))
from office import Office

TASKS = "任务跟踪"
NAMES = (
    ("客服部", "KF"),
    ("产品部", "CP"),
    ("技术部", "JS"),
    ("市场部", "SC"),
    ("销售部", "XS"),
    ("财务部", "CW"),
    ("人力部", "RL"),
    ("行政部", "XZ"),
)
FIRST = date(2026, 9, 4)
"""The Friday of the first week."""


@dataclass
class World:
    """The project, the chance that rules it, and the copies that will come late: (week in which they come, how to make them)."""

    folder: Folder
    chance: random.Random
    departments: list[str]
    late: list[tuple[int, Path, str]] = field(default_factory=list)
    files: int = 0
    office: Office | None = None
    """LibreOffice, in the weeks in which it is the person."""


def start(path: Path, count: int, seed: int) -> World:
    """A project with three tasks per department, each with a collaborator."""
    departments = tuple(Department(name, code, contact=f"{name}经理") for name, code in NAMES[:count])
    folder = init(path, Project("十二周", "zh", departments))
    chance = random.Random(seed)
    names = [d.name for d in departments]
    rows = ["任务名称,责任部门,负责人,协作部门,交付成果,优先级,计划开始,计划完成,完成进度,状态,风险等级"]
    for name in names:
        other = chance.choice([n for n in names if n != name])
        rows += [f"{name}的第{n}项工作,{name},{name}经理,{other},成果{n},中,2026-09-01,2026-{9 + n}-20,0%,未开始,低" for n in range(1, 4)]
    file = path / "任务.csv"
    file.write_text("\n".join(rows), "utf-8")
    import_list(folder, file, "task", FIRST)
    return World(folder, chance, names)


def actions(world: World, department: str, result: Result | None, code: str, week: int) -> Iterator[Action]:
    """What one person of a department does in a week."""
    chance = world.chance
    tasks = _tasks(result, department)
    for record in chance.sample(tasks, min(len(tasks), 2)):
        kind = chance.choice(("progress", "status", "risk", "finish", "remark", "nonsense"))
        value: dict[str, str | float] = {
            "progress": {"progress": round(chance.random(), 2)},
            "status": {"status": chance.choice(("正常推进", "进行中", "存在风险", "已完成"))},
            "risk": {"risk": chance.choice(("低", "中", "高")), "risk_note": f"第{week}周的看法{chance.randint(1, 3)}"},
            "finish": {"planned_finish": f"2026年{chance.randint(10, 12)}月{chance.randint(1, 28)}日"},
            "remark": {"remark": f"第{week}周 {department}的备注"},
            "nonsense": {"progress": "差不多了"},
        }[kind]
        yield Action("edit", "task", record, value)
    if chance.random() < 0.5:
        new = {
            "title": f"{department}第{week}周新增",
            "person": f"{department}经理",
            "deliverable": "新成果",
            "planned_finish": f"2026-12-{chance.randint(1, 28):02d}",
        }
        yield Action(chance.choice(("add", "insert")), "task", "", new)
    if own := [r for r in tasks if f"-{code}-" in r]:
        log = {"date": f"{FIRST + timedelta(days=7 * week)}", "task": chance.choice(own), "reporter": f"{department}经理", "status": "正常推进"}
        yield Action("add", "progress", "", {**log, "done": f"第{week}周的进展", "progress": f"{chance.randint(0, 100)}%"})


def _tasks(result: Result | None, department: str) -> list[str]:
    """The open tasks that a department was shown in any case: its own, and those on which it collaborates."""
    if result is None:
        return []
    return [
        record
        for record, values in result.state["task"].items()
        if values["status"] not in ("done", "cancelled") and (values["department"] == department or department in (values["collaborators"] or ()))
    ]


def play_week(world: World, week: int, last: Result | None) -> tuple[Result, int]:
    """One week: workbooks out, copies back in one or two batches, some decisions settled."""
    friday = FIRST + timedelta(days=7 * week)
    generated = generate(world.folder, friday.isoformat(), today=friday)
    for path in world.folder.inbox.iterdir():
        path.unlink()
    for due, source, name in [each for each in world.late if each[0] == week]:
        (world.folder.inbox / name).write_bytes(source.read_bytes())
        world.late.remove((due, source, name))
    if last is None:
        last = merge(world.folder, Request(as_of=friday))
    halves = _fill(world, generated, week, friday, last)
    for name in halves[0]:
        (world.folder.inbox / f"{name}.xlsx").write_bytes((world.folder.path / "filled" / f"{name}.xlsx").read_bytes())
    merge(world.folder, Request(as_of=friday))
    for name in halves[1]:
        (world.folder.inbox / f"{name}.xlsx").write_bytes((world.folder.path / "filled" / f"{name}.xlsx").read_bytes())
    result = merge(world.folder, Request(as_of=friday))
    return _settle(world, result, friday)


def _fill(world: World, generated: Generated, week: int, friday: date, last: Result) -> tuple[list[str], list[str]]:
    """The filled-in copies, in two batches; some come late, some never."""
    names: list[str] = []
    for department, path in generated.workbooks:
        fate = world.chance.choices(("in time", "late", "lost", "twice"), (75, 10, 5, 10))[0]
        for turn in range(2 if fate == "twice" else 1):
            name = f"{week:02d}-{department.name}-{turn}"
            target = world.folder.path / "filled" / f"{name}.xlsx"
            saved = datetime.combine(friday, clock(6 + turn), UTC).replace(tzinfo=None)
            person = department.contact if world.chance.random() < 0.8 else f"{department.name}同事{turn}"
            done = list(actions(world, department.name, last, department.code, week))
            fill_in(path, target, world.folder.template, "zh", done, person, saved)
            if world.office:
                work_in_office(world.office, target, f"第{week}周在LibreOffice里写的备注{turn}")
            world.files += 1
            if fate == "late":
                world.late.append((week + world.chance.randint(1, 2), target, f"{name}-late.xlsx"))
            elif fate != "lost":
                names.append(name)
    world.chance.shuffle(names)
    cut = world.chance.randint(0, len(names))
    return names[:cut], names[cut:]


def work_in_office(office: Office, file: Path, remark: str) -> None:
    """A person opens a copy in LibreOffice, types a remark on its first task, sorts the tasks by their deadline, and saves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it does not keep
        page = load_workbook(file)[TASKS]
    header = next(row for row in page.iter_rows() if str(row[0].value).endswith("编号"))
    columns = {str(cell.value).strip("* "): cell.column_letter for cell in header if cell.value}
    first, last = header[0].row + 1, page.max_row
    area = f"A{first}:{header[-1].column_letter}{last}"
    steps = [
        ["type_in", TASKS, f"{columns['备注']}{first}", remark],
        ["sort", TASKS, area, header.index(page[f"{columns['计划完成']}{header[0].row}"]) + 1, True],
    ]
    saved = file.with_suffix(".saved.xlsx")
    office.do(file, steps, saved)
    saved.replace(file)


def _settle(world: World, result: Result, friday: date) -> tuple[Result, int]:
    """Settles about half of the open decisions: for a department that stands for one choice, or for what stands now."""
    settled = 0
    for decision in [d for d in result.decisions if d.decided is None and world.chance.random() < 0.5]:
        parties = [name for choice in decision.choices for name in choice.departments]
        take = world.chance.choice([*parties, None])
        try:
            result = settle(world.folder, take, [decision.id], friday).result
        except Refusal as refusal:
            if refusal.key != "no-such-choice":
                raise
            continue
        settled += 1
    return result, settled


def verify(result: Result) -> None:
    """The accounts of a week: files and edits add up, and what is said of an edit is so."""
    edits = result.edits
    assert edits["read"] == sum(edits[fate] for fate in ("merged", "open", "superseded", "refused")), edits
    assert edits["read"] == sum(copy.edits for copy in result.copies if copy.status != "duplicate")
    open_values = {(d.sheet, d.record, d.field): [c.value for c in d.choices] for d in result.decisions if d.decided is None}
    for line in result.accounts["open"]:
        place = (line.sheet, line.record, line.field)
        whole = (line.sheet, line.record, None)
        assert line.value in open_values.get(place, ()) or whole in open_values, line
    plain = ("status", "risk", "risk_note", "planned_finish")
    for line in result.accounts["merged"]:
        if line.sheet == "task" and line.field in plain:
            assert result.state["task"][line.record][line.field] == line.value, line


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--departments", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--office", type=int, metavar="N", help="LibreOffice is the person in every Nth week")
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as room:
        world = start(Path(room) / "project", options.departments, options.seed)
        office = Office() if options.office else None
        result: Result | None = None
        print(
            f"{'week':>4} {'files':>5} {'read':>5} {'merged':>6} {'open':>4} {'super.':>6} {'refused':>7} {'settled':>7} {'tasks':>5} {'seconds':>7}"
        )
        for week in range(options.weeks):
            started = time.perf_counter()
            world.office = office if options.office and week % options.office == options.office - 1 else None
            result, settled = play_week(world, week, result)
            verify(result)
            e, spent = result.edits, time.perf_counter() - started
            line = (
                week + 1,
                len(result.copies),
                e["read"],
                e["merged"],
                e["open"],
                e["superseded"],
                e["refused"],
                settled,
                len(result.state["task"]),
            )
            print(
                f"{line[0]:>4} {line[1]:>5} {line[2]:>5} {line[3]:>6} {line[4]:>4} {line[5]:>6} {line[6]:>7} {line[7]:>7} {line[8]:>5} {spent:>7.1f}"
            )
        if office:
            office.close()
        examined = doctor(world.folder)
        assert not examined.troubles, examined.troubles
        print(f"{world.files} workbooks filled in; the ledger agrees with {examined.copies} kept copies; {time.perf_counter() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
