"""What the documentation quotes: the output of commands, the findings, the catalogue of mangled copies. `make docs` writes it anew."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from catalogue.page import page as mangled_copies
from click.testing import CliRunner
from template_page import page as template_page

from sheetsync.cli import HELP
from sheetsync.cli.commands import sheetsync
from sheetsync.cli.demo import lines as demo_lines
from sheetsync.cli.generate import lines as generate_lines
from sheetsync.cli.trouble import run
from sheetsync.model.finding import CHECKING, MERGING, READING, VALUES
from sheetsync.workflow.demo import demo
from sheetsync.workflow.folder import open_folder
from sheetsync.workflow.generate import generate

ROOT = Path(__file__).resolve().parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
MANGLED = {"en": ROOT / "docs" / "mangled-copies.md", "zh": ROOT / "docs" / "mangled-copies.zh-CN.md"}
TEMPLATES = {"en": ROOT / "docs" / "templates.md", "zh": ROOT / "docs" / "templates.zh-CN.md"}
CATALOGUES = {"en": ROOT / "docs" / "findings.md", "zh": ROOT / "docs" / "findings.zh-CN.md"}

DAY = date(2026, 11, 20)
"""The day of the examples: what is overdue is measured from it, whatever day it is."""
DATED = ("merge", "status", "resolve")

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


# ── output of commands ──


class Stage:
    """A terminal in an empty folder, for the commands of one document."""

    def __init__(self, home: Path, language: str) -> None:
        self.home, self.language, self.here = home, language, home

    def answer(self, command: str) -> str:
        """What a command prints, with the name of the folder shortened."""
        program, *arguments = shlex.split(command)
        if program == "cd":
            self.here = (self.here / arguments[0]).resolve()
            return ""
        if arguments == ["demo"]:
            said = "\n".join(demo_lines(demo(self.here / "sheetsync-demo", self.language, DAY))) + "\n"
        elif arguments[:2] == ["generate", "--round"]:
            folder = open_folder(self.here)
            said = "\n".join(generate_lines(folder, generate(folder, arguments[2], today=DAY))) + "\n"
        else:
            said = self._printed([*arguments, "--as-of", DAY.isoformat()] if arguments[0] in DATED else arguments)
        return said.replace(str(self.home), "~")

    def _printed(self, arguments: list[str]) -> str:
        out, before, there = io.StringIO(), sys.argv, Path.cwd()
        try:
            os.chdir(self.here)
            sys.argv = ["sheetsync", *arguments]
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                run(sheetsync)
        finally:
            os.chdir(there)
            sys.argv = before
        return out.getvalue()


def with_answers(text: str, stage: Stage) -> str:
    """A document whose console blocks hold what their commands print; blocks of other programs stay."""

    def renewed(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        if not any(line.startswith("$ sheetsync") for line in commands):
            return block[0]
        return "```console\n" + "".join(f"{line}\n{stage.answer(line[2:])}" for line in commands) + "```"

    return BLOCK.sub(renewed, text)


# ── the catalogue of findings ──

PARTS: Mapping[str, Mapping[str, str]] = {"reading": READING, "values": VALUES, "merging": MERGING, "checking": CHECKING}
TITLES = {
    "en": {
        "head": "# Findings\n\nEverything that `sheetsync` may tell about people's data, by code. Words in braces are filled in. "
        "`error`: a person must act, or something was not taken over; the other two are `warning` and `notice`.\n",
        "table": "| code | severity | sentence |\n|---|---|---|",
        "reading": "## Reading a file", "values": "## Values and rows", "merging": "## Merging", "checking": "## Checking",
    },
    "zh": {
        "head": "# 提示一览\n\n`sheetsync` 对数据可能给出的全部提示，按代码排列。花括号里的词会换成实际内容。"
        "`error`：须有人处理，或有内容没有采用；另外两级是 `warning`（提醒）和 `notice`（知悉）。\n",
        "table": "| 代码 | 级别 | 说法 |\n|---|---|---|",
        "reading": "## 读取文件", "values": "## 填的内容和行", "merging": "## 合并", "checking": "## 检查",
    },
}  # fmt: skip


def catalogue(language: str) -> str:
    """The page of findings in one language."""
    titles = TITLES[language]
    lines = [titles["head"]]
    for part, codes in PARTS.items():
        rows = [f"| `{code}` | {severity} | {_sentence(code, language)} |" for code, severity in codes.items()]
        lines += [titles[part], "", titles["table"], *rows, ""]
    return "\n".join(lines)


def _sentence(code: str, language: str) -> str:
    return " ".join(_template(code, language).split()).replace("|", "\\|")


class _Kept(dict[str, str]):
    """Leaves every placeholder as it is."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _template(code: str, language: str) -> str:
    from sheetsync.text import en, zh

    sentences = {"en": en, "zh": zh}[language].SENTENCES
    return sentences[f"finding.{code}"].format_map(_Kept())


def code_list(language: str) -> str:
    """The codes by part and severity, for the READMEs."""
    titles = TITLES[language]
    rows = []
    for part, codes in PARTS.items():
        cells = [" ".join(f"`{code}`" for code, each in codes.items() if each == severity) for severity in ("error", "warning", "notice")]
        rows.append(f"| {titles[part].lstrip('# ')} | " + " | ".join(cells) + " |")
    return "\n".join(["| | `error` | `warning` | `notice` |", "|---|---|---|---|", *rows])


def with_codes(text: str, language: str) -> str:
    """A README with the list of codes between its two marks."""
    return re.sub(r"(<!-- codes -->\n).*?(<!-- /codes -->)", lambda m: f"{m[1]}{code_list(language)}\n{m[2]}", text, flags=re.DOTALL)


def documents() -> Iterator[tuple[Path, str]]:
    """Every document that quotes the program, as it should be."""
    for language, path in READMES.items():
        with tempfile.TemporaryDirectory() as home:
            yield path, with_answers(with_codes(path.read_text("utf-8"), language), Stage(Path(home).resolve(), language))
    for language, path in CATALOGUES.items():
        yield path, catalogue(language)
    for language, path in MANGLED.items():
        yield path, mangled_copies(language)
    for language, path in TEMPLATES.items():
        yield path, template_page(language)
    for language, place in HELP.items():
        yield Path(place), help_text(language)


def help_text(language: str) -> str:
    """What click makes of the commands; `sheetsync --help` prints it without loading click."""
    with tempfile.TemporaryDirectory() as nowhere, contextlib.chdir(nowhere):
        runner = CliRunner(env={"COLUMNS": "80", "LC_ALL": f"{language}.UTF-8"})
        return runner.invoke(sheetsync, ["--help"], prog_name="sheetsync", terminal_width=80).output


if __name__ == "__main__":
    for path, text in documents():
        path.write_text(text, "utf-8")
