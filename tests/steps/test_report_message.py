"""The week as a message."""

from __future__ import annotations

import dataclasses

import pytest
from report_sample import DECISIONS, MERGED, TITLES, given, nothing

from sheetsync.model.trend import RoundFigures
from sheetsync.steps.report.message import MOST, escaped, message

TOLD = """# 修桥 · 汇总

第 W2 轮　数据截至 2026-11-20　回收截止 2026-11-20 17:00

工作总数 **5** · 已完成 **1** · 已逾期 **2** · 有风险 **2** · 待决事项 **4** · 已收回／已发出 **2 / 3**

## 需要关注

- 有 4 项待决：请在“待决事项”里选定，保存并关闭，再运行 sheetsync resolve。
- 有 1 个文件没有合并（搁置或拒收），请先看：为什么、怎么办，写在“问题与提醒”的最前面。
- 尚未收回：丙组。
- 逾期最久：J-2 第2件（甲组，应于 2026-11-14 完成，已过 6 个自然日）。

## 各部门情况

| 部门 | 信号灯 | 回收 | 工作 | 已完成 | 完成率 | 已逾期 | 临期 | 有风险 | 待决 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 甲组 | 红灯 | 已收回 | 2 | 1 | 50% | 1 | 0 | 1 | 2 |
| 乙组 | 红灯 | 已收回 | 2 | 0 | 0% | 1 | 0 | 1 | 2 |
| 丙组 | 绿灯 | 未收回 | 1 | 0 | 0% | 0 | 0 | 0 | 0 |
| 丁组 | — | 未发出 | 0 | 0 |  | 0 | 0 | 0 | 0 |

## 待决事项 (4)

- **J-3.phase** 第3件 · 阶段: A 受阻 — 现值；B 拖延 — 甲组；C 已办 — 乙组
- **J-2.by** 第2件 · 期限: A 2026-11-20 — 现值；B 2026-11-29 — 甲组
- **J-4+J-5** 第4件；第5件 · （整条记录）: A 保留 — 现值；B 合为一条（保留 J-4，J-5 并入） — 乙组、丙组
- **J-1** 第1件 · （整条记录）: A 保留 — 现值；B 移除 — 甲组

## 已逾期 (2)

- J-2 第2件（甲组，期限 2026-11-14，已超过 6 个自然日）
- J-3 第3件（乙组，期限 2026-11-19，已超过 1 个自然日）
"""


def test_a_message_tells_the_figures_what_needs_attention_the_departments_the_decisions_and_what_is_overdue() -> None:
    assert message(given()) == TOLD


def test_each_figure_says_how_it_has_changed() -> None:
    told = message(given(earlier=(RoundFigures(1, "W1", "job", 4, 0, 5, 2, 1),)))
    assert "工作总数 **5** (较 W1 +1) · 已完成 **1** (较 W1 +1) · 已逾期 **2** (较 W1 -3)" in told


def test_in_english_too() -> None:
    told = message(given("en"))
    assert "## Needs attention\n" in told
    assert "Overdue **2**" in told


def test_of_nothing_there_is_nothing_to_tell_but_that() -> None:
    told = message(nothing())
    assert "没有待决事项" in told
    assert told.count("##") == 2, "no list of decisions, none of what is overdue"


def test_long_lists_are_cut_and_say_how_much_more_there_is() -> None:
    many = [dataclasses.replace(DECISIONS[0], id=f"J-3.phase{number}") for number in range(MOST + 3)]
    told = message(given(merged=dataclasses.replace(MERGED, decisions=many)))
    assert f"J-3.phase{MOST - 1}" in told
    assert f"J-3.phase{MOST}" not in told
    assert f"({MOST + 3})" in told
    assert "另有 3 条" in told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b*", r"a\*b\*"),
        ("<b>", r"\<b\>"),
        ("a|b", r"a\|b"),
        ("risk_note", "risk_note"),
        ("_x_", r"\_x\_"),
        ("# 一\n二", r"\# 一 二"),
        ("[x](y)", r"\[x\](y)"),
    ],
)
def test_what_somebody_wrote_stays_text_on_one_line(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_titles_can_make_no_markup() -> None:
    rude = {**TITLES, "J-3": "# 大\n| 表 |"}
    told = message(given(titles=rude))
    assert r"\# 大 \| 表 \|" in told
