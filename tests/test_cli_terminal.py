"""What a terminal adds: colours that repeat the words, a bar of what is done, and the tab key."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from terminal import COMMAND, DAY, environment, sheetsync

from sheetsync.cli.paint import bar, painted
from sheetsync.cli.show import table
from sheetsync.workflow.demo import demo

CODES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project after its week, in English; not to be changed."""
    folder = tmp_path_factory.mktemp("week") / "project"
    demo(folder, "en", DAY)
    return folder


def on_a_terminal(*words: str, cwd: Path, **more: str) -> tuple[str, str]:
    """What a command writes to standard output and to standard error where both are terminals."""
    told = []
    ends = [pty.openpty() for _ in range(2)]
    setting = {**environment("en_US.UTF-8"), "TERM": "xterm", **more}
    setting.pop("NO_COLOR", None) if "NO_COLOR" not in more else None
    process = subprocess.Popen([*COMMAND, *words], cwd=cwd, env=setting, stdout=ends[0][1], stderr=ends[1][1])
    for mine, theirs in ends:
        os.close(theirs)
        told.append(_everything(mine))
        os.close(mine)
    process.wait(60)
    return told[0], told[1]


def _everything(end: int) -> str:
    found = b""
    while True:
        try:
            part = os.read(end, 65536)
        except OSError:
            # so a terminal says that nobody writes to it any more
            part = b""
        if not part:
            return found.decode().replace("\r\n", "\n")
        found += part


def test_a_terminal_shows_in_colour_what_a_file_gets_in_words_alone(week: Path) -> None:
    coloured, _ = on_a_terminal("status", "--as-of", "2026-11-20", cwd=week)
    plain = sheetsync("status", "--as-of", "2026-11-20", cwd=week, language="en_US.UTF-8").stdout
    assert CODES.sub("", coloured) == plain
    assert "\x1b[31mMissing\x1b[0m" in coloured
    assert "\x1b[32mReturned\x1b[0m" in coloured


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_whoever_wants_no_colours_gets_none(setting: dict[str, str], week: Path) -> None:
    told, _ = on_a_terminal("status", "--as-of", "2026-11-20", cwd=week, **setting)
    assert "Missing" in told
    assert not CODES.search(told)


def test_a_refusal_is_red_on_a_terminal_and_plain_elsewhere(week: Path) -> None:
    _, told = on_a_terminal("status", "--round", "2020-W01", cwd=week)
    assert told.startswith("\x1b[31m")
    assert not CODES.search(sheetsync("status", "--round", "2020-W01", cwd=week).stderr)


def test_reading_shows_a_bar_and_the_file_and_leaves_nothing_of_it(week: Path, tmp_path: Path) -> None:
    project = shutil.copytree(week, tmp_path / "project")
    (project / "inbox" / "more.csv").write_text("nothing")
    out, told = on_a_terminal("merge", "--as-of", "2026-11-20", cwd=project)
    assert "inbox/more.csv" in told
    assert "░" in told
    assert told.endswith("\x1b[K")
    assert "░" not in out


def test_what_comes_next_is_said_after_decisions_too(week: Path, tmp_path: Path) -> None:
    project = shutil.copytree(week, tmp_path / "project")
    done = sheetsync("resolve", "--take", "Engineering", "T-EN-001.risk", "--as-of", "2026-11-20", cwd=project)
    assert done.stdout.splitlines()[-1].startswith("Next: ")


@pytest.mark.parametrize(("done", "total", "shown"), [(0, 4, "░" * 12), (1, 4, "███" + "░" * 9), (4, 4, "█" * 12), (0, 0, "░" * 12)])
def test_a_bar_shows_how_much_is_done(done: int, total: int, shown: str) -> None:
    assert bar(done, total) == shown


def test_columns_stand_below_each_other_whatever_their_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetsync.cli.paint.shows_colours", lambda _: True)
    lines = table([(painted("坏", "bad"), "1"), ("longer", "2")])
    assert [CODES.sub("", line) for line in lines] == ["坏      1", "longer  2"]
    assert lines[0].startswith("\x1b[31m")


# ── the tab key ──


def completed(line: str, cwd: Path) -> list[str]:
    """What a shell is offered where the cursor stands at the end of a line."""
    setting = {**environment(), "_SHEETSYNC_COMPLETE": "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    done = subprocess.run(COMMAND, cwd=cwd, env=setting, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()[1::3]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sheetsync imp", ["import"]),
        ("sheetsync generate -d ", ["CS", "Product", "Engineering", "Marketing"]),
        ("sheetsync generate -d pro", ["Product"]),
        ("sheetsync merge x.xlsx --as Eng", ["Engineering"]),
        ("sheetsync status --round ", ["2026-W47", "2026-W46"]),
        ("sheetsync import list.csv --sheet p", ["progress"]),
        ("sheetsync resolve T-EN-001", ["T-EN-001.planned_finish", "T-EN-001.risk", "T-EN-001.risk_note"]),
        ("sheetsync reopen 2026-W46", ["2026-W46"]),
    ],
)
def test_the_tab_key_offers_what_the_project_has(line: str, offered: list[str], week: Path) -> None:
    assert completed(line, week) == offered


def test_the_project_that_is_named_is_asked_and_without_one_nothing_is_offered(week: Path, tmp_path: Path) -> None:
    assert completed(f"sheetsync generate -p {week} -d M", tmp_path) == ["Marketing"]
    assert completed("sheetsync generate -d ", tmp_path) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_told_how_to_ask(shell: str, tmp_path: Path) -> None:
    done = sheetsync("completion", shell, cwd=tmp_path)
    assert (done.returncode, "_SHEETSYNC_COMPLETE" in done.stdout) == (0, True)
