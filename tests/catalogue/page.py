"""The catalogue as a page of the documentation: what was done to a copy, what is taken of it, and what is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogue.everything import CASES, GROUPS
from catalogue.harness import Case

TEXTS = {
    "zh": {
        "head": "# 改坏的工作簿一览\n\n发出的工作簿，填写的人和各种软件能把它变成什么样，`sheetsync` 又怎样处理。"
        "每一行都是一个测试：由程序或 LibreOffice 把发出的工作簿弄成那样，再看结果，共 {count} 例；"
        "除了这里写的，什么都不变，填过的内容一个也不丢。代码的意思见[提示一览](findings.zh-CN.md)。\n",
        "table": "| 做了什么 | 结果 | 提示 |\n|---|---|---|",
        "merged": "照常合并", "unchanged": "没有变化", "held": "暂不合并，等人看过", "refused": "不收", "duplicate": "重复",
        "takes": "采用 {count} 格", "asks": "{count} 项待定", "none": "—", "and": "，", "times": "`{code}` × {count}", "stop": "、",
    },
    "en": {
        "head": "# Mangled copies\n\nWhat people and programs make of an issued workbook, and what `sheetsync` does with it. "
        "Every row is a test: a program, or LibreOffice, does that to an issued workbook, {count} cases in all; "
        "besides what stands here nothing changes, and nothing that was typed is lost. The codes are explained in [Findings](findings.md).\n",
        "table": "| what was done | outcome | told |\n|---|---|---|",
        "merged": "merged", "unchanged": "no change", "held": "held until somebody has looked", "refused": "refused", "duplicate": "duplicate",
        "takes": "cells taken: {count}", "asks": "to be decided: {count}", "none": "—", "and": "; ", "times": "`{code}` × {count}", "stop": ", ",
    },
}  # fmt: skip


def page(language: str) -> str:
    """The page in one language."""
    texts = TEXTS[language]
    lines = [texts["head"].format(count=len(CASES))]
    for group in GROUPS:
        heading = group.zh if language == "zh" else group.en
        lines += [f"## {heading}", "", texts["table"], *(_row(case, language) for case in group.cases), ""]
    return "\n".join(lines)


def _row(case: Case, language: str) -> str:
    done = (case.zh if language == "zh" else case.en).replace("|", "\\|")
    texts = TEXTS[language]
    return f"| {done} | {texts['and'].join(_outcome(case, texts))} | {_told(case, texts)} |"


def _outcome(case: Case, texts: dict[str, str]) -> Iterator[str]:
    yield texts["and"].join(texts[status] for status in dict.fromkeys(case.outcome()["status"].split()))
    for part in ("takes", "asks"):
        if count := len(case.outcome()[part]):
            yield texts[part].format(count=count)


def _told(case: Case, texts: dict[str, str]) -> str:
    codes = Counter(told.split()[0] for told in case.tells)
    shown = (f"`{code}`" if count == 1 else texts["times"].format(code=code, count=count) for code, count in sorted(codes.items()))
    return texts["stop"].join(shown) or texts["none"]
