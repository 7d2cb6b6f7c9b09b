"""The command line: help, exit codes, JSON, silence."""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from terminal import COMMAND, DAY, contents, environment, sheetsync

from sheetsync.cli.commands import sheetsync as door
from sheetsync.cli.help import ChineseHelp
from sheetsync.model.finding import CODES
from sheetsync.model.plan import text_width
from sheetsync.text.help_zh import HELP as HELP_ZH
from sheetsync.workflow.demo import demo


def commands(command: click.Command = door, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group, by the words that are typed."""
    yield name, command
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from commands(inner, (*name, each))


COMMANDS = dict(commands())


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project after its week; not to be changed."""
    folder = tmp_path_factory.mktemp("week") / "project"
    demo(folder, "zh", DAY)
    return folder


@pytest.fixture
def project(week: Path, tmp_path: Path) -> Path:
    """The sample project after its week, to change."""
    return Path(shutil.copytree(week, tmp_path / "project"))


# ── help ──


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_that_names_the_command(name: tuple[str, ...]) -> None:
    # click keeps the first help option that it makes of a command: one without the settings would show in other tests
    help_ = COMMANDS[name].get_help(click.Context(COMMANDS[name], info_name=" ".join(("sheetsync", *name)), **door.context_settings))
    example = help_.partition("Example:\n")[2]
    assert " ".join(("sheetsync", *name)) in example


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: tuple[str, ...]) -> None:
    options = [p for p in COMMANDS[name].params if isinstance(p, click.Option)]
    assert [o.name for o in options if not o.help] == []


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_every_command_can_be_silent_and_every_one_that_tells_has_json(name: tuple[str, ...]) -> None:
    flags = {flag for p in COMMANDS[name].params for flag in p.opts}
    # a shell reads what completion prints
    assert "--quiet" in flags or name == ("completion",)
    assert "--json" in flags or name in (("template", "new"), ("completion",))


@pytest.mark.parametrize("language", ["en_US.UTF-8", "zh_CN.UTF-8"])
def test_help_of_the_whole_fits_a_screen(tmp_path: Path, language: str) -> None:
    shown = sheetsync("--help", cwd=tmp_path, language=language)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert len(shown.stdout.splitlines()) <= 40
    assert "..." not in shown.stdout.replace("[ARGS]...", "").replace("[参数]...", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_speaks_chinese(name: tuple[str, ...]) -> None:
    """Every sentence of a command is there, and wrapped to the screen; the example is the same."""
    command = COMMANDS[name]
    context = click.Context(command, info_name=" ".join(("sheetsync", *name)), **door.context_settings)
    formatter = ChineseHelp(width=80)
    command.format_help(context, formatter)
    shown = formatter.getvalue()
    example = str(command.epilog).partition("Example:\n")[2]
    assert all(line.strip() in shown for line in example.splitlines())
    said = shown.partition("\n")[2].partition("例：")[0]
    assert re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", said) is None
    assert all(text_width(line) <= 82 for line in said.splitlines())


def test_nothing_is_translated_that_nobody_says() -> None:
    said: set[str] = {"Usage", "Options", "Commands", "Example", "required", "default", "[OPTIONS]", "COMMAND [ARGS]..."}
    for command in COMMANDS.values():
        context = click.Context(command, **door.context_settings)
        said |= set(inspect.cleandoc(command.help or "").split("\n\n")) | {command.get_short_help_str(100)}
        said |= {str(each.help) for each in command.get_params(context) if isinstance(each, click.Option)}
    assert set(HELP_ZH) - said == set()


def test_the_language_of_help_is_the_projects_or_else_the_systems(week: Path, tmp_path: Path) -> None:
    assert sheetsync("--help", cwd=tmp_path).stdout.startswith("用法：sheetsync [选项] 命令")
    assert sheetsync("merge", "-h", cwd=tmp_path).stdout.startswith("用法：sheetsync merge")
    assert sheetsync("--help", cwd=tmp_path, language="de_DE.UTF-8").stdout.startswith("Usage: sheetsync")
    (tmp_path / "sheetsync.toml").write_text('[project]\nname = "x"\nlanguage = "en"\n', "utf-8")
    deeper = tmp_path / "a" / "b"
    deeper.mkdir(parents=True)
    assert sheetsync("--help", cwd=deeper).stdout.startswith("Usage: sheetsync")
    assert sheetsync("--project", week, "merge", "--help", cwd=deeper).stdout.startswith("用法：sheetsync merge")
    assert sheetsync("merge", "--help", cwd=week, language="en_US.UTF-8").stdout.startswith("用法：sheetsync merge")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_loads_nothing(flag: str, tmp_path: Path) -> None:
    """Loading click takes several times what starting Python takes; how long help takes is measured in benchmarks/start.py."""
    code = f"import sys; sys.argv = ['sheetsync', '{flag}']\nfrom sheetsync.cli import main; main(); print('click' in sys.modules)"
    env = environment("en_US.UTF-8")
    shown = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True).stdout
    assert shown.startswith("Usage: sheetsync")
    assert shown.endswith("False\n")


# ── exit codes ──


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["status"], 0),
        (["status", "--as-of", "2027-01-08"], 0),
        (["template", "list"], 0),
        (["template", "show", "standard"], 0),
        (["template", "check", "standard"], 0),
        (["merge", "--as-of", "2026-11-20"], 1),
        (["merge", "--dry-run", "--as-of", "2026-11-20"], 1),
        (["check", "inbox/技术部.xlsx"], 1),
        (["check", "outbox/2026-W47/年度客户满意度提升-客服部-2026-W47.xlsx"], 0),
        (["generate", "--round", "2026-W47"], 0),
        (["merge", "--round", "2026-W01"], 2),
        (["no-such-command"], 2),
        (["merge", "--as-of", "yesterday"], 2),
    ],
)
def test_exit_codes(project: Path, words: list[str], code: int) -> None:
    assert sheetsync(*words, cwd=project).returncode == code


def test_a_bug_is_a_sentence_and_a_log(project: Path) -> None:
    code = "import sheetsync.workflow.status as s; s.status = None\nfrom sheetsync.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", code, "status"], cwd=project, env=environment(), capture_output=True, encoding="utf-8")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert len(ran.stderr.splitlines()) == 1
    assert "Traceback" not in ran.stderr
    log = Path(next(word.rstrip("，") for word in ran.stderr.replace("，", "， ").split() if word.startswith("/")))
    text = log.read_text("utf-8")
    log.unlink()
    assert "TypeError" in text
    assert "Traceback" in text


def test_interrupted_it_leaves_nothing_half_done(project: Path) -> None:
    """The signal comes while the ledger is held, that is in the middle of a merge: the copies are new to it."""
    shutil.rmtree(project / ".sheetsync" / "copies")
    before = contents(project)
    code = (
        "import os, signal, sheetsync.workflow.merge as m\n"
        "m.finish = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n"
        "from sheetsync.cli import main; main()"
    )
    ran = subprocess.run([sys.executable, "-c", code, "merge"], cwd=project, env=environment(), capture_output=True, encoding="utf-8")
    assert (ran.returncode, ran.stdout) == (130, "")
    assert contents(project) == before


def test_a_reader_that_went_away_is_no_trouble(week: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run([*COMMAND, "template", "show", "standard"], cwd=week, env=environment(), stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


# ── JSON ──

MERGE_KEYS = {"project", "round", "as_of", "workbook", "copies", "missing", "state", "changes", "decisions", "findings", "edits"}
COPY_KEYS = {"file", "sha256", "department", "round", "status", "edits", "new_records", "saved_at", "saved_by"}
CHANGE_KEYS = {"sheet", "record", "field", "before", "after", "departments", "sources", "cause"}
DECISION_KEYS = {"id", "kind", "sheet", "record", "field", "current", "choices", "decided"}
FINDING_KEYS = {"code", "severity", "message", "file", "department", "sheet", "cell", "record", "field", "value", "expected"}
EDIT_KEYS = {"read", "merged", "open", "superseded", "refused"}


def printed(*words: object, cwd: Path) -> Any:
    """The one document that a command prints."""
    ran = sheetsync(*words, "--json", cwd=cwd)
    assert ran.stderr == ""
    return json.loads(ran.stdout)


def test_merge_prints_the_document_of_the_contract(project: Path) -> None:
    data = printed("merge", "--as-of", "2026-11-20", cwd=project)
    assert set(data) >= MERGE_KEYS
    assert (data["project"], data["round"], data["as_of"]) == ("年度客户满意度提升", "2026-W47", "2026-11-20")
    assert data["workbook"] == "reports/2026-W47.xlsx"
    assert data["missing"] == ["市场部"]
    for key, keys in (("copies", COPY_KEYS), ("changes", CHANGE_KEYS), ("decisions", DECISION_KEYS), ("findings", FINDING_KEYS)):
        assert data[key], key
        assert all(set(each) == keys for each in data[key]), key
    assert set(data["edits"]) == EDIT_KEYS
    assert data["edits"]["read"] == sum(data["edits"][fate] for fate in EDIT_KEYS - {"read"})
    assert {f["code"] for f in data["findings"]} <= set(CODES)
    assert all({"sheet", "cell", "file"} == set(s) for change in data["changes"] for s in change["sources"])
    assert data["state"]["task"]["T-JS-001"]["status"] == "delayed"


def test_merging_again_prints_the_same_bytes(project: Path) -> None:
    first, second = (sheetsync("merge", "--as-of", "2026-11-20", "--json", cwd=project).stdout for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["check", "inbox/技术部.xlsx"], {"copies", "changes", "decisions", "findings", "edits"}),
        (["status"], {"project", "round", "as_of", "due_at", "departments", "missing", "open_decisions", "overdue", "at_risk"}),
        (["generate", "--round", "2026-W47"], {"round", "opened", "due_at", "workbooks"}),
        (["template", "show", "standard"], {"name", "sheets"}),
        (["import", "任务跟踪.csv", "--sheet", "task"], {"file", "sheet", "records", "findings"}),
        (["history", "T-JS-001", "risk"], set()),
        (["init", "../other", "-d", "甲"], {"project", "directory", "departments"}),
        (["demo", "../played"], MERGE_KEYS),
    ],
)
def test_json_is_one_document(project: Path, words: list[str], keys: set[str]) -> None:
    assert keys <= set(printed(*words, cwd=project))


def test_json_comes_also_when_silence_is_asked_for(week: Path) -> None:
    assert "project" in json.loads(sheetsync("--quiet", "status", "--json", cwd=week).stdout)


# ── people ──


@pytest.mark.parametrize("words", [["--quiet", "merge"], ["merge", "-q"], ["status", "-q"], ["template", "show", "standard", "-q"]])
def test_quiet_says_nothing(project: Path, words: list[str]) -> None:
    ran = sheetsync(*words, cwd=project)
    assert (ran.stdout, ran.stderr) == ("", "")


def test_a_project_is_found_from_a_folder_within_it_and_by_its_name(week: Path, tmp_path: Path) -> None:
    here = sheetsync("status", cwd=week).stdout
    assert "年度客户满意度提升" in here
    for words, cwd in ((["status"], week / "inbox"), (["status", "-p", week], tmp_path), (["--project", week, "status"], tmp_path)):
        assert sheetsync(*words, cwd=cwd).stdout == here


def test_a_projects_language_is_spoken_wherever_it_is(week: Path, tmp_path: Path) -> None:
    assert "部门" in sheetsync("status", cwd=week, language="C").stdout
    assert "No round" in sheetsync("merge", "-p", _english(tmp_path), cwd=tmp_path).stderr


def _english(tmp_path: Path) -> Path:
    sheetsync("init", "project", "--language", "en", "-d", "Support", cwd=tmp_path)
    return tmp_path / "project"


def test_a_dry_run_keeps_nothing(project: Path) -> None:
    sheetsync("generate", "--round", "2026-W48", cwd=project)
    new = project / "inbox" / "新.xlsx"
    shutil.copy(next((project / "outbox" / "2026-W48").glob("*技术部*")), new)
    before = contents(project)
    data = printed("merge", "--dry-run", cwd=project)
    assert "inbox/新.xlsx" in {copy["file"] for copy in data["copies"]}
    assert data["workbook"] is None
    assert contents(project) == before


def test_checking_changes_nothing_and_says_so(project: Path) -> None:
    before = contents(project)
    said = sheetsync("check", "inbox", cwd=project).stdout
    assert "没有合并" in said
    assert "“已完城”" in said
    assert contents(project) == before


def test_a_copy_can_be_checked_without_a_project(week: Path, tmp_path: Path) -> None:
    shutil.copy(week / "inbox" / "技术部.xlsx", tmp_path / "a.xlsx")
    ran = sheetsync("check", "a.xlsx", cwd=tmp_path)
    assert ran.returncode == 1
    assert "“已完城”" in ran.stdout


def test_without_a_project_a_workbooks_own_language_is_spoken(week: Path, tmp_path: Path) -> None:
    shutil.copy(week / "inbox" / "技术部.xlsx", tmp_path / "a.xlsx")
    said = sheetsync("check", "a.xlsx", cwd=tmp_path, language="C").stdout.splitlines()
    assert said[0] == "查看 1 个文件"
    assert "“已完城”" in "".join(said)


def test_without_a_project_a_folder_can_be_checked_and_there_is_nothing_to_compare_with(week: Path, tmp_path: Path) -> None:
    (tmp_path / "back" / "inner").mkdir(parents=True)
    shutil.copy(next((week / "outbox" / "2026-W47").iterdir()), tmp_path / "back" / "inner" / "a.xlsx")
    shutil.copy(week / "inbox" / "技术部 - 副本(1).xlsx", tmp_path / "back" / "b.xlsx")
    ran = sheetsync("check", "back", cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[0] == "查看 2 个文件：拒收 1"
    assert "未改动" not in ran.stdout
    assert "无从与发出的内容比对" in ran.stdout
    assert [copy["file"] for copy in printed("check", "back", cwd=tmp_path)["copies"]] == ["b.xlsx", "inner/a.xlsx"]
    assert "nothere" in sheetsync("check", "nothere", cwd=tmp_path).stderr


def test_what_is_open_is_called_as_in_the_workbook_and_named_when_one_is_settled(project: Path) -> None:
    said = sheetsync("merge", "--dry-run", "--as-of", "2026-11-20", cwd=project).stdout
    assert [kind for kind in ("须批准", "意见不一", "建议", "疑似重复") if f"  {kind}  " not in said.replace("    ", "  ")] == []
    assert "（整条记录）" in said
    left = sheetsync("resolve", "--keep", "T-JS-001.risk", "--as-of", "2026-11-20", cwd=project).stdout
    assert "仍有 4 项待决：T-JS-001.planned_finish、T-JS-001.risk_note、T-JS-002.person、T-KF-045+T-JS-083" in left


def test_the_demo_ends_with_a_command_that_runs_as_it_stands(tmp_path: Path) -> None:
    script = Path(sys.executable).parent / "sheetsync"
    if not script.is_file():
        pytest.skip("the package is not installed as a command")
    bare = {**environment(), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run([script, "demo", "a week"], cwd=tmp_path, env=bare, capture_output=True, encoding="utf-8")
    command = ran.stdout.splitlines()[-1].partition("：")[2]
    tried = subprocess.run(command, shell=True, cwd="/", env=bare, capture_output=True, encoding="utf-8")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "年度客户满意度提升" in tried.stdout
