"""The coordinator's answers: in the consolidated workbook and on the command line, once and twice, in time and too late."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from sheetsync.cli.resolve import lines
from sheetsync.cli.show import Shown
from sheetsync.files.hands import Action, fill_in
from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.history import history
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.resolve import resolve, settle

TODAY = date(2026, 11, 20)


@pytest.fixture
def folder(demo_week: Path, tmp_path: Path) -> Folder:
    shutil.copytree(demo_week, tmp_path / "week")
    return open_folder(tmp_path / "week")


def answered(folder: Folder, cells: Mapping[tuple[str, str, str], object]) -> Path:
    """A copy of the consolidated workbook in which these cells, by (sheet, id, heading), were filled in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(folder.report("2026-W47"))
    for (sheet, identity, heading), value in cells.items():
        page = book[sheet]
        page.cell(_row(page, identity), _column(page, heading)).value = value
    path = folder.path.parent / "answered.xlsx"
    book.save(path)
    return path


def _row(page: Worksheet, identity: str) -> int:
    return next(row[0].row for row in page.iter_rows(min_row=5) if row[0].value == identity)


def _column(page: Worksheet, heading: str) -> int:
    return next(cell.column for cell in page[4] if str(cell.value).strip("* ") == heading)


def open_ids(result: Result) -> set[str]:
    return {d.id for d in result.decisions if d.decided is None}


def task(result: Result, record: str, field: str) -> object:
    return result.state["task"][record][field]


def test_answers_and_edits_are_applied_once(folder: Folder) -> None:
    file = answered(
        folder,
        {
            ("待决事项", "T-JS-001.risk", "选定"): "C　中",
            ("待决事项", "T-JS-001.risk_note", "另定为"): "两边都有道理",
            ("待决事项", "T-JS-001.planned_finish", "选定"): "B",
            ("任务跟踪", "T-SC-001", "负责人"): "市场总监",
        },
    )
    done = resolve(folder, file, TODAY)
    assert {s.id for s in done.applied} == {"T-JS-001.risk", "T-JS-001.risk_note", "T-JS-001.planned_finish", "T-SC-001.person"}
    assert (list(done.stale), list(done.findings)) == ([], [])
    assert task(done.result, "T-JS-001", "risk") == "medium"
    assert task(done.result, "T-JS-001", "risk_note") == "两边都有道理"
    assert task(done.result, "T-JS-001", "planned_finish") == "2026-11-24"
    assert task(done.result, "T-SC-001", "person") == "市场总监"
    assert not open_ids(done.result) & {s.id for s in done.applied}
    again = resolve(folder, file, TODAY)
    assert again.known
    assert again.result == done.result


def test_a_coordinators_edit_is_a_change_by_nobody_else_and_no_decision(folder: Folder) -> None:
    done = resolve(folder, answered(folder, {("任务跟踪", "T-SC-001", "负责人"): "市场总监"}), TODAY)
    change = next(c for c in done.result.changes if (c.record, c.field) == ("T-SC-001", "person"))
    assert (change.before, change.after, change.departments) == ("市场经理", "市场总监", ())
    assert "T-SC-001.person" not in {d.id for d in done.result.decisions}


def test_an_untouched_workbook_settles_nothing(folder: Folder) -> None:
    before = merge(folder, Request(as_of=TODAY))
    done = resolve(folder, answered(folder, {}), TODAY)
    assert (list(done.applied), list(done.stale), list(done.findings)) == ([], [], [])
    assert done.result.state == before.state
    assert open_ids(done.result) == open_ids(before)


@pytest.mark.parametrize(
    ("column", "value", "code", "reason"),
    [("选定", "Z", "invalid-value", "not-offered"), ("另定为", "很高", "invalid-value", "not-a-choice")],
)
def test_what_is_not_understood_is_said_with_its_cell(folder: Folder, column: str, value: str, code: str, reason: str) -> None:
    done = resolve(folder, answered(folder, {("待决事项", "T-JS-001.risk", column): value}), TODAY)
    (finding,) = done.findings
    assert (finding.code, finding.reason, finding.place, finding.cell[0]) == (code, reason, "待决事项", "H" if column == "选定" else "I")
    assert "T-JS-001.risk" in open_ids(done.result)


def test_two_answers_are_none(folder: Folder) -> None:
    cells = {("待决事项", "T-JS-001.risk", "选定"): "B", ("待决事项", "T-JS-001.risk", "另定为"): "低"}
    done = resolve(folder, answered(folder, cells), TODAY)
    assert [(f.code, f.reason) for f in done.findings] == [("ambiguous-value", "two-answers")]
    assert "T-JS-001.risk" in open_ids(done.result)


SAVED = datetime(2026, 11, 20, 8, 0)


def test_a_copy_that_says_nothing_new_leaves_an_answer_standing(folder: Folder) -> None:
    file = answered(folder, {("待决事项", "T-JS-001.risk", "选定"): "C"})
    market = next(folder.outbox("2026-W47").glob("*市场部*"))
    fill_in(market, folder.inbox / "市场部.xlsx", folder.template, "zh", [Action("edit", "task", "T-SC-001", {"support": "预算"})], "市场经理", SAVED)
    service = next(folder.outbox("2026-W47").glob("*客服部*"))
    fill_in(service, folder.inbox / "客服部 2.xlsx", folder.template, "zh", [Action("edit", "task", "T-JS-001", {"risk": "高"})], "别人", SAVED)
    merge(folder, Request(as_of=TODAY))
    done = resolve(folder, file, TODAY)
    assert [s.id for s in done.applied] == ["T-JS-001.risk"]
    assert task(done.result, "T-JS-001", "risk") == "medium"
    assert task(done.result, "T-SC-001", "support") == "预算"


def test_a_new_choice_makes_an_answer_stale(folder: Folder) -> None:
    file = answered(folder, {("待决事项", "T-JS-001.risk_note", "选定"): "B"})
    market = next(folder.outbox("2026-W47").glob("*客服部*"))
    action = Action("edit", "task", "T-JS-001", {"risk_note": "又有新情况"})
    fill_in(market, folder.inbox / "补充.xlsx", folder.template, "zh", [action], "另一个人", SAVED)
    merge(folder, Request(as_of=TODAY))
    done = resolve(folder, file, TODAY)
    assert list(done.applied) == []
    assert [s.id for s in done.stale] == ["T-JS-001.risk_note"]
    asked = next(d for d in done.result.decisions if d.id == "T-JS-001.risk_note")
    assert asked.decided is None
    assert "又有新情况" in {c.value for c in asked.choices}
    (late,) = (e for e in history(folder, "T-JS-001", "risk_note").entries if e.settlement)
    assert (late.kind, late.value, late.settlement) == ("open", done.stale[0].value, done.stale[0]._replace(late=True))
    settle(folder, None, ["T-JS-001.risk_note"], TODAY)
    assert [(e.kind, e.value) for e in history(folder, "T-JS-001", "risk_note").entries if e.settlement] == [("decision", asked.current)]


def test_an_older_workbook_does_not_undo_what_was_decided_since(folder: Folder) -> None:
    file = answered(folder, {("待决事项", "T-JS-001.risk", "选定"): "B"})
    settle(folder, "技术部", ["T-JS-001.risk"], TODAY)
    done = resolve(folder, file, TODAY)
    assert [s.id for s in done.stale] == ["T-JS-001.risk"]
    assert task(done.result, "T-JS-001", "risk") == "medium"


def test_an_answer_counts_after_those_before_it_whenever_its_workbook_says_it_was_saved(folder: Folder) -> None:
    """Not every program puts the time of saving into a file, and not every clock is right."""
    chosen = ("待决事项", "T-JS-001.risk", "另定为")
    resolve(folder, answered(folder, {chosen: "中"}), TODAY)
    file = answered(folder, {("任务跟踪", "T-JS-001", "风险等级"): "高"})
    _stamp(file, datetime(2000, 1, 1))
    done = resolve(folder, file, TODAY)
    assert [s.id for s in done.applied] == ["T-JS-001.risk"]
    assert task(done.result, "T-JS-001", "risk") == "high"


def _stamp(file: Path, saved_at: datetime) -> None:
    """Saves a workbook as a program does that puts in another time of saving."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(file)
    with ZipFile(file, "w") as archive:
        writer = ExcelWriter(book, archive)
        book.properties.modified = saved_at
        writer.save()


def test_decisions_by_key(folder: Folder) -> None:
    done = settle(folder, "产品部", ["T-JS-002.person"], TODAY)
    assert task(done.result, "T-JS-002", "person") == "产品经理"
    kept = settle(folder, None, ["T-JS-001.planned_finish"], TODAY)
    assert task(kept.result, "T-JS-001", "planned_finish") == "2026-11-18"
    assert not {"T-JS-002.person", "T-JS-001.planned_finish"} & open_ids(kept.result)


@pytest.mark.parametrize(
    ("take", "keys", "reason"),
    [("产品部", ["nix"], "no-decision"), ("没有部", ["T-JS-001.risk"], "unknown-department"), ("市场部", ["T-JS-001.risk"], "no-such-choice")],
)
def test_what_cannot_be_settled_is_refused_and_changes_nothing(folder: Folder, take: str, keys: list[str], reason: str) -> None:
    before = merge(folder, Request(as_of=TODAY))
    with pytest.raises(Refusal) as refusal:
        settle(folder, take, keys, TODAY)
    assert refusal.value.key == reason
    assert merge(folder, Request(as_of=TODAY)) == before


def test_a_departments_workbook_is_no_report(folder: Folder) -> None:
    with pytest.raises(Refusal) as refusal:
        resolve(folder, next(folder.outbox("2026-W47").glob("*.xlsx")), TODAY)
    assert refusal.value.key == "not-a-report"


def test_a_report_that_is_open_in_excel_is_written_beside(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that is open; here the refusal is played."""
    target = folder.report("2026-W47")
    held, replace = target.read_bytes(), Path.replace

    def refuse(self: Path, other: Path) -> Path:
        if Path(other) == target:
            raise PermissionError(13, "in use", str(other))
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", refuse)
    done = settle(folder, None, ["T-JS-002.person"], TODAY)
    assert done.result.workbook == "reports/2026-W47 (2).xlsx"
    assert (folder.path / done.result.workbook).is_file()
    assert target.read_bytes() == held
    monkeypatch.undo()
    assert merge(folder, Request(as_of=TODAY)).workbook == "reports/2026-W47.xlsx"
    assert target.read_bytes() != held


def test_a_department_stands_for_its_choice(folder: Folder) -> None:
    done = resolve(folder, answered(folder, {("待决事项", "T-JS-001.risk", "选定"): "技术部"}), TODAY)
    assert [s.id for s in done.applied] == ["T-JS-001.risk"]
    assert task(done.result, "T-JS-001", "risk") == "medium"


def test_what_stands_beside_a_table_is_told_with_the_record_of_what_is_wrong(folder: Folder) -> None:
    file = answered(folder, {("任务跟踪", "T-SC-001", "计划完成"): "2026-13-45"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(file)
    book["任务跟踪"].cell(6, book["任务跟踪"].max_column + 2).value = "已和财务说过"
    book.save(file)
    done = resolve(folder, file, TODAY)
    assert [(f.code, f.value) for f in done.findings] == [("invalid-value", "2026-13-45"), ("unknown-column", "已和财务说过")]
    assert any(line.strip().startswith("T-SC-001 满意度提升推广方案：") for line in lines(folder, done))


def test_uniting_says_which_record_stays_and_what_is_asked_now(folder: Folder) -> None:
    pair = "T-KF-045+T-JS-083"
    done = resolve(folder, answered(folder, {("待决事项", pair, "选定"): "B　合为一条（保留 T-KF-045，T-JS-083 并入）"}), TODAY)
    told = lines(folder, done)
    place = told.index(f"  {pair} → 合为一条（保留 T-KF-045，T-JS-083 并入）")
    asked = "T-KF-045.person、T-KF-045.deliverable、T-KF-045.planned_finish"
    assert told[place + 1] == f"    两边填得不同的有 3 格，请再逐格决定；决定前以 T-KF-045 的值为准：{asked}"
    summary = Shown(folder.words, folder.template).merge(done.result)
    assert "已合为一条：T-JS-083 并入 T-KF-045" in summary
    (person,) = [line for line in summary if line.strip().startswith("T-KF-045.person")]
    assert "（客服部）" in person.partition(" | ")[0]
    assert task(done.result, "T-KF-045", "planned_finish") == "2026-12-14"


@pytest.mark.parametrize("named", ["T-JS-001 计划完成", "T-JS-001.计划完成", "t-js-001.planned_finish"])
def test_a_decision_goes_by_its_record_and_its_fields_label_too(folder: Folder, named: str) -> None:
    assert [s.id for s in settle(folder, "技术部", [named], TODAY).applied] == ["T-JS-001.planned_finish"]


def test_a_label_that_is_none_is_refused_as_it_was_typed(folder: Folder) -> None:
    with pytest.raises(Refusal) as refusal:
        settle(folder, None, ["T-JS-001 没有这一列"], TODAY)
    assert refusal.value.values["keys"] == ["T-JS-001 没有这一列"]


def test_a_record_that_was_united_now_is_not_brought_back_by_keeping_it(folder: Folder) -> None:
    settle(folder, "客服部", ["T-KF-045+T-JS-083"], TODAY)
    with pytest.raises(Refusal) as refusal:
        settle(folder, None, ["T-JS-083"], TODAY)
    assert refusal.value.key == "no-decision"


def test_where_nothing_is_open_that_is_said(folder: Folder) -> None:
    keys = [d.id for d in merge(folder, Request(as_of=TODAY)).decisions]
    settle(folder, None, [key for key in keys if "+" not in key], TODAY)
    settle(folder, None, [key for key in keys if "+" in key], TODAY)
    with pytest.raises(Refusal) as refusal:
        settle(folder, None, [keys[0]], TODAY)
    assert refusal.value.key == "no-decision-at-all"


def test_what_still_needs_a_person_when_all_is_decided_is_said(folder: Folder) -> None:
    keys = [d.id for d in merge(folder, Request(as_of=TODAY)).decisions]
    done = settle(folder, None, keys, TODAY)
    assert (open_ids(done.result), done.result.needs_a_person) == (set(), True)
    assert "还有 2 项须处理，见汇总工作簿的“问题与提醒”。" in lines(folder, done)
