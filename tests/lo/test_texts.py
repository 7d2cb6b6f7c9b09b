"""Texts of which a program might make something else, typed by a department and saved by LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import Office
from play import COLUMNS, issue, make, merged, workbook
from typing_texts import type_texts

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

TEXTS = (
    "=1+1", "=cmd|' /C calc'!A0", "+86 138 0000 0000", "-负号开头", "@SUM(A1:A9)", "'=1+1", "007", "110101199003071234", "1E5", "1-2", "TRUE",
    "#REF!", "NA", "10%", "2026-11-27", "_x005F_", "<b>&amp;</b>", "]]>", "第一行\n第二行\n\n第四行", "a\tb", "不\u00a0换行", "全\u3000角",
    "بالعربية ‏עברית", "e\u0301", "👩‍👩‍👧‍👦 🏳️‍🌈", "𠮷野家 𪚥", "http://example.com/?a=1&b=2", '=HYPERLINK("http://example.com","点我")', "长" * 32_767,
)  # fmt: skip


def test_texts_come_back_equal_from_libreoffice(office: Office, tmp_path: Path) -> None:
    tasks = [(f"任务{n}", "客服部", "客服经理", "", "表", "高", "2026-11-02", "2026-12-25", "", "正常推进", "低", "") for n in range(len(TEXTS))]
    folder = make(tmp_path / "project", lists={"task": (COLUMNS, *tasks)})
    issue(folder)
    typed = {(f"T-KF-{number:03}", "风险说明"): text for number, text in enumerate(TEXTS, 1)}
    type_texts(workbook(folder, "客服部"), tmp_path / "typed.xlsx", "任务跟踪", typed)
    office.do(tmp_path / "typed.xlsx", [], folder.inbox / "saved.xlsx")
    result = merged(folder)
    found = {(record, "风险说明"): result.state["task"][record].get("risk_note") for record, _ in typed}
    assert {place: text for place, text in found.items() if text != typed[place]} == {}
    assert [f.message for f in result.findings if f.cell] == []
