"""A project in which every sheet has records, every field holds something, and texts stand of which a program might make something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from play import COLUMNS, DEPARTMENTS, WEDNESDAY, issue, make

from sheetsync.model.project import Department, Project
from sheetsync.workflow.folder import Folder

LONG = "很长的一段说明，换行也要留着。\n" * 60
TEXTS = (
    "=1+1 不是公式", "+86 138 0000 0000", "-负号开头", "@某人", "'单引号", "007", "1E5", "1-2", "TRUE", "10%", "_x000D_", "<b>&amp;</b>", "😀 表情",
    "  前后空格  ", "a\tb", LONG,
)  # fmt: skip
"""Texts of which a program might make something else."""


def task(number: int, text: str) -> tuple[str, ...]:
    """A task of the service department that holds a text in every field that takes one."""
    days = ("2026-11-02", f"2026-12-{number + 1:02}")
    facts = (f"任务{number}", "客服部", "客服经理", "技术部、市场部", text[:30], "高", *days, f"{number * 5}%", "正常推进", "低", text)
    return ("REQ-KF-001", *facts, text, "T-KF-001" if number else "", text, "")


OTHER = ("技术任务", "技术部", "工程师", "客服部", "规则", "低", "2026-11-02", "2026-11-17", "100%", "已完成", "高")

LISTS: Mapping[str, Sequence[Sequence[str]]] = {
    "request": (
        ("需求名称", "需求背景", "目标", "预期成果", "发起部门", "发起人", "协作部门", "优先级", "期望完成日期", "提交日期", "审批状态", "审批意见"),
        ("提升满意度", LONG, "=90", "四个月", "客服部", "客服经理", "技术部、市场部", "高", "2027-02-26", "2026-11-02", "已批准", "同意\n尽快"),
    ),
    "task": (
        ("关联需求", *COLUMNS, "任务描述", "前置任务", "所需支持", "实际完成"),
        *(task(number, text) for number, text in enumerate(TEXTS)),
        ("", *OTHER, "", "", "T-KF-001、T-KF-002", "", "2026-11-16"),
    ),
    "progress": (
        ("日期", "任务编号", "更新部门", "填报人", "进度状态", "完成进度", "本期进展", "预计完成日期", "解决状态"),
        ("2026-11-12", "T-KF-001", "客服部", "客服经理", "正常推进", "0%", LONG, "2026-12-01", "处理中"),
    ),
    "acceptance": (
        ("任务编号", "成果名称", "版本号", "交付部门", "交付人", "交付日期", "自查结果", "验收部门", "验收结论"),
        ("T-JS-001", "规则", "1.10", "技术部", "工程师", "2026-11-16", "通过", "客服部", "待验收"),
    ),
    "retro": (("部门", "类型", "主题", "描述", "完成日期", "协作满意度"), ("客服部", "亮点", "沟通机制", "=好", "2026-12-01", "5")),
}


def project(path: Path, language: str, day: date = WEDNESDAY) -> Folder:
    """Every sheet with records, every field type, and texts of which a program might make something else."""
    names = {"客服部": "Service", "技术部": "Engineering", "市场部": "Marketing"} if language == "en" else {}
    departments = tuple(Department(names.get(d.name, d.name), d.code, d.contact) for d in DEPARTMENTS)

    def named(text: str) -> str:
        parts = text.split("、")
        return "、".join(names[each] for each in parts) if set(parts) <= names.keys() else text

    lists = {sheet: [tuple(map(named, row)) for row in rows] for sheet, rows in LISTS.items()}
    folder = make(path, replace(Project("满意度", language, departments), blank_rows=12), lists)
    issue(folder, day)
    return folder
