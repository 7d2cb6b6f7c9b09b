"""Makes the project that the benchmarks run on: departments, their tasks, issued workbooks, and copies that were filled in with another program.

`python benchmarks/world.py DIR --departments 200 --tasks 200` takes some minutes, most of them openpyxl's; a folder that is there is used again.

Each department's workbook shows `tasks` tasks: a twentieth of them belong to its neighbour, with whom it works on them; with `--shown-to N` each
task stands in the workbooks of N departments, so that there are fewer of them. In its copy each department reports on some tasks, sets a risk on
tasks that it shares (the neighbour sets another one on some: conflicts), moves a deadline (an approval), and writes progress entries; in every
`mended`-th copy (10; 1: in all) a date is none, so that a workbook is given back to that department. Where LibreOffice is installed, it opens and
saves every copy, as a department's program would; else the copies stay as openpyxl wrote them, which few departments use.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

from sheetsync.files.hands import Action, fill_in
from sheetsync.files.templates import load_template
from sheetsync.model.project import Department, Project
from sheetsync.workflow.folder import open_folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init

MONDAY = date(2026, 11, 16)
ROUND = "2026-W47"
BEGUN = 0.25
"""The share of tasks that have begun; the others lie in the weeks to come."""
WORDS = [
    "客户", "满意度", "调查", "问卷", "服务", "流程", "响应", "时间", "质量", "评估", "系统", "升级", "培训", "反馈", "投诉", "处理", "数据",
    "分析", "报告", "优化", "方案", "协调", "资源", "预算",
]  # fmt: skip


def department(number: int) -> Department:
    return Department(f"部门{number:03d}", f"D{number:03d}", contact=f"张{number}")


def sentence(dice: random.Random, words: int) -> str:
    return "".join(dice.choice(WORDS) for _ in range(words))


def sizes(tasks: int, shown_to: int) -> tuple[int, int, int]:
    """How many tasks a department owns, how many of these it shares, and with how many others."""
    if shown_to > 1:
        return tasks // shown_to, tasks // shown_to, shown_to - 1
    shared = max(1, tasks // 20)
    return tasks - shared, shared, 1


def task_rows(departments: int, tasks: int, shown_to: int) -> list[list[str]]:
    """The tasks of all departments, as a list that lived somewhere else."""
    dice = random.Random(1)
    own, shared, others = sizes(tasks, shown_to)
    rows = []
    for number in range(departments):
        neighbours = "、".join(department((number + n) % departments).name for n in range(1, min(others + 1, departments)))
        for n in range(own):
            begun = dice.random() < BEGUN
            start = MONDAY + timedelta(days=dice.randrange(-30, 0) if begun else dice.randrange(7, 60))
            row = [f"{sentence(dice, 4)}{number}-{n}", sentence(dice, 15), department(number).name, f"李{dice.randrange(40)}"]
            row.append(neighbours if n < shared else "")
            row += [sentence(dice, 3), sentence(dice, 8), dice.choice("高中低"), start.isoformat()]
            row += [(start + timedelta(days=dice.randrange(5, 40))).isoformat(), f"{dice.randrange(0, 10) * 10 * begun}%"]
            row += [dice.choice(["正常推进", "正常推进", "存在风险"]) if begun else "未开始", dice.choice("低中高"), sentence(dice, 6)]
            rows.append(row)
    return rows


COLUMNS = (
    "任务名称", "任务描述", "责任部门", "负责人", "协作部门", "交付成果", "验收标准", "优先级", "计划开始", "计划完成", "完成进度", "状态",
    "风险等级", "风险说明",
)  # fmt: skip


def actions(number: int, departments: int, tasks: int, shown_to: int, mended: int) -> list[Action]:
    """What a department types into its copy."""
    dice = random.Random(1000 + number)
    own, shared, _ = sizes(tasks, shown_to)
    code, before = department(number).code, department((number - 1) % departments).code
    mine = [f"T-{code}-{n:03d}" for n in range(1, own + 1)]
    theirs = [f"T-{before}-{n:03d}" for n in range(1, shared + 1)] if departments > 1 else []
    done = [Action("edit", "task", i, {"progress": dice.randrange(11) / 10, "status": "正常推进"}) for i in dice.sample(mine, min(6, len(mine)))]
    done += [Action("edit", "task", i, {"risk": dice.choice("低中高")}) for i in [*mine[:2], *theirs[:2]]]
    done.append(Action("edit", "task", mine[-1], {"planned_finish": datetime(2026, 12, dice.randrange(1, 28))}))
    if number % mended == 0:
        done.append(Action("edit", "task", mine[-2], {"actual_finish": "下周再说"}))
    for n in range(3):
        values = {"task": mine[n], "date": datetime(2026, 11, 18), "status": "正常推进", "progress": 0.5, "done": sentence(dice, 12)}
        done.append(Action("add", "progress", "", {**values, "reporter": f"张{number}"}))
    return done


def fill(job: tuple[Path, Path, int, int, int, int, int]) -> None:
    """One department's copy."""
    source, target, number, *size = job
    saved = datetime(2026, 11, 19, 8) + timedelta(minutes=number)
    fill_in(source, target, load_template("standard"), "zh", actions(number, *size), f"张{number}", saved)


def saved_by_office(inbox: Path) -> None:
    """Has LibreOffice open and save every copy, if it is there."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is missing: the copies stay as openpyxl wrote them", file=sys.stderr)
        return
    files = sorted(map(str, inbox.glob("*.xlsx")))
    with tempfile.TemporaryDirectory() as room:
        command = [office, f"-env:UserInstallation={Path(room, 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        for start in range(0, len(files), 50):
            subprocess.run([*command, "--outdir", room, *files[start : start + 50]], check=True, stdout=subprocess.DEVNULL)
        for file in Path(room).glob("*.xlsx"):
            shutil.copy(file, inbox / file.name)


def make_world(path: Path, departments: int, tasks: int, shown_to: int = 1, mended: int = 10) -> Path:
    """The project folder with issued workbooks and an inbox full of copies; made anew only when there is none."""
    if (path / "made").exists():
        return path
    shutil.rmtree(path, ignore_errors=True)
    folder = init(path, Project("基准", "zh", tuple(department(n) for n in range(departments))))
    source = path / "tasks.csv"
    with source.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([COLUMNS, *task_rows(departments, tasks, shown_to)])
    import_list(folder, source, "task", MONDAY)
    made = generate(open_folder(path), ROUND, today=MONDAY)
    jobs = [(file, path / "inbox" / file.name, n, departments, tasks, shown_to, mended) for n, (_, file) in enumerate(made.workbooks)]
    with ProcessPoolExecutor() as pool:
        list(pool.map(fill, jobs, chunksize=4))
    saved_by_office(path / "inbox")
    (path / "made").touch()
    return path


def fresh(world: Path, target: Path) -> Path:
    """A copy of the project as it was before its first merge."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(world, target)
    return target


def arguments(about: str | None) -> argparse.ArgumentParser:
    """The options that say how big the project is and where it is kept."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--departments", type=int, default=12, help="how many departments, and copies (default: %(default)s)")
    parser.add_argument("--tasks", type=int, default=50, help="how many tasks each workbook shows (default: %(default)s)")
    parser.add_argument("--shown-to", type=int, default=1, help="in how many departments' workbooks each task stands (default: most in one)")
    parser.add_argument("--mended", type=int, default=10, help="every how many copies one has a cell to be mended (default: %(default)s)")
    parser.add_argument("--world", type=Path, help="where the project is kept for another time (default: build/bench-N-M…)")
    parser.add_argument("--runs", type=int, default=3, help="how often each side runs, in turn (default: %(default)s)")
    return parser


def world_of(options: argparse.Namespace) -> Path:
    """The project that the options ask for."""
    size = f"bench-{options.departments}-{options.tasks}-{options.shown_to}-{options.mended}"
    place = options.world or Path(__file__).resolve().parent.parent / "build" / size
    return make_world(place, options.departments, options.tasks, options.shown_to, options.mended)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--departments", type=int, default=12)
    parser.add_argument("--tasks", type=int, default=50)
    parser.add_argument("--shown-to", type=int, default=1)
    parser.add_argument("--mended", type=int, default=10)
    given = parser.parse_args()
    print(make_world(given.directory, given.departments, given.tasks, given.shown_to, given.mended))
