"""Makes the sample projects in samples/ anew from their scripts: `make samples`. The same scripts give the same bytes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

from sheetsync.model.result import FindingLine, Result
from sheetsync.text import words
from sheetsync.workflow.outside import Outside, arranged
from sheetsync.workflow.play import Played, play

FOLDER = Path(__file__).resolve().parent.parent / "samples"
SAMPLES: Mapping[str, str] = {"satisfaction": "zh", "launch": "zh", "service": "zh", "campaign": "zh", "product": "zh", "clinics": "en"}
"""The samples in their order, each with the language in which it is played."""
DAY = date(2026, 11, 20)
"""The day on which the samples are played, where their script names no other."""
KEPT = ("sheetsync.toml", "outbox", "inbox", "reports")
READMES: Mapping[str, str] = {"zh": "README.zh-CN.md", "en": "README.md"}
Why = Mapping[str, str]


def script_of(name: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / name / f"{SAMPLES[name]}.toml").read_text("utf-8"))


def played(name: str, directory: Path) -> Played:
    """Plays a sample, with return codes and times of its own, in an empty folder."""
    script = script_of(name)
    numbers = (int.from_bytes(hashlib.sha256(f"{name} {n}".encode()).digest()[:8]) for n in count())
    day = date.fromisoformat(script.get("day", DAY.isoformat()))
    with arranged(Outside(lambda: datetime.combine(day, time(12), UTC), lambda: next(numbers))):
        return play(script, SAMPLES[name], directory, day)


def make(name: str, target: Path) -> Played:
    """Puts a sample into `target`: its project file, what was sent in the last week, what came back, all consolidated workbooks, and its pages."""
    with tempfile.TemporaryDirectory() as temporary:
        found = played(name, Path(temporary) / "project")
        shutil.rmtree(target / "project", ignore_errors=True)
        for kept in KEPT:
            source = found.folder.path / kept
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            (target / "project").mkdir(parents=True, exist_ok=True)
            copy(source, target / "project" / kept)
        for old in (target / "project" / "outbox").iterdir():
            if old.name != found.result.round:
                shutil.rmtree(old)
    for language, file in READMES.items():
        (target / file).write_text(page(name, found.result, language), "utf-8")
    return found


def place(finding: FindingLine) -> str:
    """Where a finding is: its cell or record, else its file, else its department."""
    record = ".".join(filter(None, (finding.record, finding.field)))
    return record or finding.file or finding.department or finding.sheet or ""


def reasons(script: Mapping[str, Any]) -> dict[tuple[str, str], Why]:
    """Why each finding of a sample is there, by its code and place."""
    return {(each["code"], each["at"]): each for each in script.get("findings", ())}


def page(name: str, result: Result, language: str) -> str:
    """A sample's README in one language."""
    script = script_of(name)
    about, say = script["readme"][language], TEXTS[language]
    other = next(each for each in READMES if each != language)
    rows = [*say["heads"], *_rows(result.findings, reasons(script), language)]
    lines = [
        f"# {about['title']}", say["other"].format(file=READMES[other]), about["story"].strip(), f"## {say['files']}", _files(script, result, say),
        f"## {say['findings']}", say["about"].format(count=len(result.findings), round=result.round, as_of=result.as_of), "\n".join(rows),
        f"## {say['look']}", about["look"].strip(),
    ]  # fmt: skip
    return "\n\n".join(lines) + "\n"


def _files(script: Mapping[str, Any], result: Result, say: Mapping[str, Any]) -> str:
    rounds = 1 + max(each["week"] for each in script["copies"])
    return "\n".join(say["tree"]).format(round=result.round, rounds=rounds)


def _rows(findings: Iterable[FindingLine], why: Mapping[tuple[str, str], Why], language: str) -> Iterator[str]:
    severities = {severity: words(language)(f"severity.{severity}") for severity in ("error", "warning", "notice")}
    for each in findings:
        told = why.get((each.code, place(each)), {}).get(language, "?")
        yield f"| `{each.code}` | {severities[each.severity]} | {place(each).replace('|', '/')} | {told} |"


TEXTS: Mapping[str, Mapping[str, Any]] = {
    "zh": {
        "other": "[English]({file}) · 中文",
        "files": "这里有什么",
        "tree": (
            "- `project/sheetsync.toml`：项目文件",
            "- `project/outbox/{round}/`：最后一轮发出的工作簿，每个部门一个",
            "- `project/inbox/`：各部门交回来的文件",
            "- `project/reports/`：汇总工作簿，共 {rounds} 轮，先看 `{round}.xlsx`",
            "",
            "全部由 `make samples` 按本目录的脚本（`.toml`）演出来：脚本里写着各部门填了什么。",
        ),
        "findings": "有哪些发现，为什么",
        "about": "{round} 轮，截至 {as_of}，共 {count} 条。",
        "heads": ["| 代码 | 轻重 | 在哪里 | 为什么 |", "| --- | --- | --- | --- |"],
        "look": "值得一看",
        "index": (
            "# 示例项目", "", "[English](README.md) · 中文", "",
            "六个项目，从发出到汇总，都由 `make samples` 按脚本演出来；`sheetsync demo` 演的是第一个。", "",
        ),
    },
    "en": {
        "other": "English · [中文]({file})",
        "files": "What is here",
        "tree": (
            "- `project/sheetsync.toml`: the project file",
            "- `project/outbox/{round}/`: what was sent in the last round, a workbook for each department",
            "- `project/inbox/`: the files that came back",
            "- `project/reports/`: the consolidated workbooks of {rounds} rounds; begin with `{round}.xlsx`",
            "",
            "All of it is played by `make samples` from the script in this folder (`.toml`), which says what the departments filled in.",
        ),
        "findings": "The findings, and why each is there",
        "about": "Round {round}, as of {as_of}: {count} findings.",
        "heads": ["| code | severity | where | why |", "| --- | --- | --- | --- |"],
        "look": "Worth a look",
        "index": (
            "# Sample projects", "", "English · [中文](README.zh-CN.md)", "",
            "Six projects, from what was sent to what it came to, played by `make samples` from scripts; `sheetsync demo` plays the first one.",
            "",
        ),
    },
}  # fmt: skip


def index(language: str) -> str:
    """The page that lists the samples."""
    rows = []
    for name in SAMPLES:
        about = script_of(name)["readme"][language]
        rows.append(f"- [{about['title']}]({name}/{READMES[language]}): {about['short']}")
    return "\n".join([*TEXTS[language]["index"], *rows, ""])


def main() -> None:
    for name in SAMPLES:
        found = make(name, FOLDER / name)
        missing = {(f.code, place(f)) for f in found.result.findings} ^ reasons(script_of(name)).keys()
        print(f"{name}: {len(found.result.findings)} findings" + "".join(f"\n  {code} {where}" for code, where in sorted(missing)))
    for language, file in READMES.items():
        (FOLDER / file).write_text(index(language), "utf-8")


if __name__ == "__main__":
    main()
