"""Requests that cannot be carried out: one sentence, exit code 2, and not a byte changed."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import DAY, contents, sheetsync

from sheetsync.workflow.demo import demo


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("week") / "project"
    demo(folder, "zh", DAY)
    return folder


@pytest.fixture
def project(week: Path, tmp_path: Path) -> Path:
    """The sample project after its week, with a copy in the inbox that was not merged yet."""
    folder = Path(shutil.copytree(week, tmp_path / "project"))
    shutil.copy(folder / "outbox" / "2026-W47" / "年度客户满意度提升-市场部-2026-W47.xlsx", folder / "inbox")
    return folder


def refused(*words: object, cwd: Path, whole: Path | None = None, before: Callable[[], object] | None = None) -> str:
    """Runs a command that must refuse; gives its sentence. `whole` is the folder that must stay as it is."""
    found = contents(whole or cwd)
    ran = sheetsync(*words, cwd=cwd, before=before)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert contents(whole or cwd) == found
    return ran.stderr


COMMANDS = [["generate"], ["merge"], ["status"], ["import", "x.csv", "--sheet", "task"], ["history", "T-KF-001"], ["log"], ["resolve", "a.xlsx"]]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_no_project(tmp_path: Path, words: list[str]) -> None:
    said = refused(*words, cwd=tmp_path)
    assert f"{tmp_path} 及其上级文件夹中没有 sheetsync 项目" in said
    assert "sheetsync init" in said


@pytest.mark.parametrize("words", [["merge"], ["status"], ["check", "sheetsync.toml"]], ids=lambda words: words[0])
def test_no_round_yet(tmp_path: Path, words: list[str]) -> None:
    assert sheetsync("init", ".", "-d", "客服部", cwd=tmp_path).returncode == 0
    assert "sheetsync generate" in refused(*words, cwd=tmp_path)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["merge", "--round", "2026-W46"], ["2026-W46", "2026-W47"]),
        (["merge", "--round", "2026-W48"], ["2026-W48", "2026-W47"]),
        (["generate", "--round", "2026-W46"], ["2026-W46", "2026-W47"]),
        (["generate", "--round", "下周"], ["“下周”", "2026-W47"]),
        (["generate", "-d", "财务部"], ["“财务部”", "客服部、产品部、技术部、市场部"]),
        (["generate", "-d", "技术布"], ["“技术布”", "是否想填“技术部”？"]),
        (["merge", "nothere.xlsx"], ["nothere.xlsx"]),
        (["check", "nothere.xlsx"], ["nothere.xlsx"]),
        (["merge", "--without", "财务部.xlsx"], ["“财务部.xlsx”"]),
        (["merge", "-o", "sheetsync.toml"], ["sheetsync.toml", ".xlsx"]),
        (["import", "nothere.csv", "--sheet", "task"], ["nothere.csv"]),
        (["import", "任务跟踪.csv", "--sheet", "tusk"], ["“tusk”", "task"]),
        (["import", "sheetsync.toml", "--sheet", "task"], ["sheetsync.toml", "纯文本"]),
        (["template", "show", "standrad"], ["“standrad”", "standard"]),
        (["template", "check", "nothere.toml"], ["nothere.toml", "不存在"]),
        (["resolve", "nothere.xlsx"], ["nothere.xlsx"]),
        (["resolve", "inbox/技术部.xlsx"], ["inbox/技术部.xlsx"]),
        (["init", "."], ["sheetsync.toml"]),
        (["demo", "."], ["不是空文件夹"]),
    ],
    ids=lambda each: " ".join(each),
)
def test_what_is_not_there(project: Path, words: list[str], names: list[str]) -> None:
    said = refused(*words, cwd=project)
    assert [name for name in names if name not in said] == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["init", "new"], ["-d 客服部"]),
        (["init", "new", "-d", "甲=甲"], ["“甲”", "KF"]),
        (["init", "new", "-d", "甲=A", "-d", "乙=A"], ["“A”", "“甲”"]),
        (["init", "new", "-d", "甲", "--template", "standrad"], ["“standrad”"]),
        (["init", "file/new", "-d", "甲"], ["file", "不是文件夹"]),
        (["demo", "file/new"], ["file", "不是文件夹"]),
        (["-p", "nowhere", "status"], ["nowhere"]),
    ],
    ids=lambda each: " ".join(each),
)
def test_a_project_that_cannot_be_made(tmp_path: Path, words: list[str], names: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    said = refused(*words, cwd=tmp_path)
    assert [name for name in names if name not in said] == []


@pytest.mark.parametrize("words", [["generate"], ["merge"]], ids=lambda words: words[0])
def test_another_command_holds_the_ledger(project: Path, words: list[str]) -> None:
    code = (
        "import sqlite3, sys\n"
        "ledger = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "ledger.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, project / ".sheetsync" / "ledger.db"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert "另一个 sheetsync 命令" in refused(*words, cwd=project)


@pytest.mark.parametrize("content", [b"this is no database, and longer than the header of one" * 20, b"SQLite format 3\0" + bytes(4096)])
def test_a_broken_ledger(project: Path, content: bytes) -> None:
    (project / ".sheetsync" / "ledger.db").write_bytes(content)
    said = refused("merge", cwd=project)
    assert "ledger.db" in said
    assert "备份" in said


def test_a_ledger_of_a_newer_version(project: Path) -> None:
    ledger = sqlite3.connect(project / ".sheetsync" / "ledger.db")
    ledger.execute("UPDATE about SET value = '99' WHERE key = 'schema'")
    ledger.commit()
    ledger.close()
    assert "升级 sheetsync" in refused("status", cwd=project)


@pytest.mark.parametrize(
    ("path", "words"),
    [("reports", ["merge"]), ("outbox", ["generate", "--round", "2026-W48"]), (".sheetsync", ["merge"])],
    ids=["reports", "outbox", "the ledger's"],
)
def test_a_folder_that_cannot_be_written(project: Path, path: str, words: list[str]) -> None:
    """A file stands where the folder should be, which stops even an administrator."""
    shutil.rmtree(project / path)
    (project / path).write_text("in the way")
    assert path in refused(*words, cwd=project)


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_folder_without_permission(project: Path) -> None:
    (project / "reports").chmod(0o500)
    assert "没有权限" in refused("merge", "--as-of", "2026-11-21", cwd=project)


def limited(size: int) -> Callable[[], None]:
    """Makes files of a new process fail beyond a size, as a full disk does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    ("words", "size"),
    [
        (["merge", "--as-of", "2026-11-23"], 4096),
        (["merge", "--as-of", "2026-11-23"], 20_000),
        (["generate", "--round", "2026-W48"], 4096),
        (["generate", "--round", "2026-W48"], 30_000),
        (["resolve", "--keep", "T-JS-001.risk"], 20_000),
    ],
)
def test_a_full_disk(project: Path, words: list[str], size: int) -> None:
    """Whatever the file is at which the room ends: a kept copy, the ledger's journal, the ledger, or the workbook."""
    assert "没有任何改动" in refused(*words, cwd=project, before=limited(size))


def test_a_template_with_mistakes_names_every_one_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(
        'zh = "我的"\nen = "Mine"\n\n[sheets.item]\nzh = "事项"\nen = "Items"\nform = "tabel"\n\n'
        '[sheets.item.fields]\nid = { zh = "编号", en = "ID", type = "id" }\ntitle = { zh = "名称", en = "Title", type = "lin" }\n',
        "utf-8",
    )
    before = contents(tmp_path)
    checked = sheetsync("template", "check", "my.toml", cwd=tmp_path)
    made = sheetsync("init", "new", "-d", "甲", "--template", "my.toml", cwd=tmp_path)
    assert (checked.returncode, made.returncode, made.stdout) == (2, 2, "")
    for said in (checked.stdout, made.stderr):
        assert "my.toml:7:sheets.item.form: " in said
        assert "my.toml:11:sheets.item.fields.title.type: " in said
        assert "“line”" in said
    assert contents(tmp_path) == before


def test_a_project_file_with_mistakes_names_every_one_with_its_line(project: Path) -> None:
    file = project / "sheetsync.toml"
    file.write_text(file.read_text("utf-8").replace('language = "zh"', 'language = "fr"').replace("due_soon = 3", "due_soon = -1"), "utf-8")
    before = contents(project)
    ran = sheetsync("merge", cwd=project)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "project.language" in ran.stderr
    assert "thresholds.due_soon" in ran.stderr
    assert contents(project) == before


@pytest.mark.parametrize("words", [("merge", "--as-of", "9999-12-31"), ("status", "--as-of", "1899-01-01"), ("generate", "--round", "9999-W01")])
def test_days_beyond_all_calendars(project: Path, words: tuple[str, ...]) -> None:
    found = contents(project)
    ran = sheetsync(*words, cwd=project)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words[2] in ran.stderr
    assert contents(project) == found
