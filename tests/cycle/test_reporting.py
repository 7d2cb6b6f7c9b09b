"""A round in other forms, from the command line and from Python: the figures are those of the consolidated workbook."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browser import browse, lacking
from openpyxl import load_workbook
from terminal import contents, sheetsync
from web_page import Page

import sheetsync as package
from sheetsync.files.office import PROGRAMS
from sheetsync.workflow.demo import demo
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reporting import report
from sheetsync.workflow.resolve import settle

ROUND = "2026-W47"


@pytest.fixture
def week(demo_week: Path, tmp_path: Path) -> Folder:
    return open_folder(shutil.copytree(demo_week, tmp_path / "week"))


def rows_of(workbook: Path, name: str) -> Iterator[list[str]]:
    for row in load_workbook(workbook)[name].iter_rows(min_row=5, values_only=True):
        yield [str(cell or "") for cell in row]


def test_the_page_is_made_beside_the_workbook_and_says_the_same(week: Folder) -> None:
    made = report(week)
    assert (made.round, made.as_of, dict(made.files)) == (ROUND, date(2026, 11, 20), {"html": f"reports/{ROUND}.html"})
    page = Page((week.path / "reports" / f"{ROUND}.html").read_text("utf-8"))
    workbook = week.report(ROUND)
    first = [
        str(cell)
        for row in load_workbook(workbook)[week.words("report.sheet.overview")].iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    ]
    assert [text for text in first if text.removesuffix("→").strip() not in page.said] == []
    for name in ("逾期与临期", "任务跟踪", "本轮变更", "问题与提醒"):
        assert [row[0] for row in page.tables[page.names[name]][1:]] == [row[0] for row in rows_of(workbook, name)], name


def test_a_decision_that_was_made_is_told_in_all_forms(week: Folder) -> None:
    assert "T-JS-001.risk**" in (report(week, ["markdown"]).message or "")
    settle(week, "技术部", ["T-JS-001.risk"], date(2026, 11, 20))
    assert "T-JS-001.risk**" not in (report(week, ["markdown"]).message or "")
    report(week)
    page = Page((week.path / "reports" / f"{ROUND}.html").read_text("utf-8"))
    assert "T-JS-001.risk" in [row[0] for row in page.tables[page.names["已决事项"]]]


def test_the_same_page_each_time_and_the_ledger_as_it_was(week: Folder) -> None:
    report(week)
    before = contents(week.path)
    report(week)
    assert contents(week.path) == before


def test_an_earlier_round_is_told_as_it_ended_and_another_day_on_demand(week: Folder) -> None:
    made = report(week, ["markdown"], round_="2026-w46")
    assert (made.round, "2026-W46" in (made.message or "")) == ("2026-W46", True)
    later = report(week, ["markdown"], as_of=date(2026, 12, 31))
    assert "2026-12-31" in (later.message or "")


def test_the_name_of_a_file_says_the_form(week: Folder, tmp_path: Path) -> None:
    made = report(week, output=tmp_path / "周报.md")
    assert dict(made.files) == {"markdown": str(tmp_path / "周报.md")}
    assert (tmp_path / "周报.md").read_text("utf-8") == report(week, ["markdown"]).message
    assert dict(report(week, ["html"], tmp_path / "周报.HTM").files) == {"html": str(tmp_path / "周报.HTM")}


@pytest.mark.parametrize(("forms", "name"), [((), "week.doc"), (("html",), "week.pdf"), (("html", "pdf"), "week.pdf"), (("markdown",), "nothing")])
def test_a_file_that_is_no_such_form_is_refused(week: Folder, tmp_path: Path, forms: tuple[str, ...], name: str) -> None:
    with pytest.raises(Refusal, match="report-output"):
        report(week, forms, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_without_libreoffice_there_is_no_pdf_and_the_sentence_says_what_else_to_do(week: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sheetsync.files.office.PLACES", ())
    with pytest.raises(Refusal, match="no-office"):
        report(week, ["pdf"])
    assert not (week.path / "reports" / f"{ROUND}.pdf").exists()


@pytest.mark.libreoffice
def test_libreoffice_prints_the_workbook(week: Folder, tmp_path: Path) -> None:
    if not any(map(shutil.which, PROGRAMS)):
        pytest.skip("LibreOffice is not installed (soffice)")
    report(week, ["pdf"])
    told = printed(week.path / "reports" / f"{ROUND}.pdf", tmp_path)
    assert "年度客户满意度提升" in told
    assert "T-SC-001" in told


def printed(pdf: Path, folder: Path) -> str:
    """The text of a PDF."""
    subprocess.run(["pdftotext", "-layout", str(pdf), str(folder / "printed.txt")], check=True)
    return (folder / "printed.txt").read_text("utf-8")


def test_the_command_says_where_it_wrote_prints_a_message_and_tells_programs_both(week: Folder) -> None:
    done = sheetsync("report", "--html", "--markdown", cwd=week.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# 年度客户满意度提升 · 汇总\n")
    assert done.stdout.endswith(f"已写出：reports/{ROUND}.html\n")
    told = json.loads(sheetsync("report", "--html", "--markdown", "--json", cwd=week.path).stdout)
    assert told["files"] == {"html": f"reports/{ROUND}.html", "markdown": None, "pdf": None}
    assert (told["round"], told["as_of"], told["message"].splitlines()[0]) == (ROUND, "2026-11-20", "# 年度客户满意度提升 · 汇总")


def test_from_python(week: Folder) -> None:
    project = package.open(week.path)
    assert project.report("markdown").message == report(week, ["markdown"]).message


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_a_browser_it_sorts_filters_unfolds_prints_and_can_be_used_by_everybody(language: str, week: Folder, tmp_path: Path) -> None:
    if reason := lacking():
        pytest.skip(reason)
    if language == "en":
        demo(tmp_path / "english", "en", date(2026, 11, 20))
        week = open_folder(tmp_path / "english")
    report(week)
    seen = browse(week.path / "reports" / f"{ROUND}.html", tmp_path)
    assert (seen["said"], seen["asked"]) == ([], ["file"]), "no error in the console, nothing fetched"
    assert (seen["wide"], seen["narrow"]) == ({"page": 1280, "axe": []}, {"page": 375, "axe": []}), "fits a desk and a telephone, for everybody"
    for name, ((up, rising), (down, falling)) in seen["sorted"].items():
        assert (up, down) == ("ascending", "descending"), name
        assert sorted(rising) == sorted(falling) == sorted(row[seen["columns"].index(name)] for row in seen["before"])
        assert len(set(rising)) == 1 or rising[0] != falling[0] or not falling[-1], name
    word = seen["filtered"]["word"]
    assert seen["filtered"]["rows"] == [row for row in seen["before"] if word.lower() in " ".join(row).lower()]
    assert seen["filtered"]["output"] == f"{len(seen['filtered']['rows'])} / {len(seen['before'])}"
    assert (seen["none"]["rows"], bool(seen["none"]["said"])) == ([], True)
    assert set(seen["chosen"]["values"]) == {seen["chosen"]["option"]}
    assert seen["unfolded"]
    told = printed(tmp_path / "print.pdf", tmp_path)
    assert seen["title"] in told
    assert "T-JS-001.risk" in told or "T-EN-001.risk" in told
    assert week.words("web.filter") not in told
