"""Keys, prefixes and names that the labels of a form are given in a template."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import count

from sheetsync.model.codes import initials
from sheetsync.model.kinds_text import fold
from sheetsync.steps.draft.page import clean

LONGEST_KEY = 30
KNOWN: Mapping[str, str] = {
    "编号": "id", "序号": "id", "名称": "name", "姓名": "name", "部门": "department", "科室": "department", "负责人": "person", "责任人": "person",
    "经办人": "handler", "申请人": "applicant", "日期": "date", "时间": "time", "状态": "status", "备注": "remark", "说明": "description",
    "描述": "description", "数量": "count", "单价": "price", "金额": "amount", "单位": "unit", "电话": "phone", "邮箱": "email", "地址": "address",
    "优先级": "priority", "进度": "percent_done", "类型": "kind", "类别": "category", "原因": "reason", "结果": "outcome", "意见": "opinion",
    "内容": "content", "地点": "place", "标题": "title", "主题": "topic", "附件": "attachment", "规格": "model", "用途": "purpose", "是": "yes",
    "否": "no", "有": "yes", "无": "none", "高": "high", "中": "medium", "低": "low",
}  # fmt: skip
"""Keys for labels that are everywhere; other Chinese labels get the initials of their characters."""
_STAR = re.compile(r"^[*＊]\s*|\s*[*＊]$|\s*[(（]必填[)）]$|\s*\(required\)$", re.IGNORECASE)
_COLON = re.compile(r"\s*[:：]$")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
NUMBERED_SHEET = re.compile(r"(sheet|工作表|表)\s*\d*", re.IGNORECASE)


def label_of(text: str) -> tuple[str, bool]:
    """A label without its star and colon, and whether it had a star."""
    label = clean(text)
    bare = _STAR.sub("", _COLON.sub("", label))
    return _COLON.sub("", bare).strip(), bare != _COLON.sub("", label)


def key_for(label: str, taken: Collection[str], fallback: str) -> str:
    """A key for a label, none of those taken."""
    word = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") if label.isascii() else KNOWN.get(label) or initials(label).lower()
    word = re.sub(r"[^a-z0-9_]", "", word)[:LONGEST_KEY].strip("_") or fallback
    return unlike(word if word[0].isalpha() else f"{fallback}_{word}", taken)


def unlike(word: str, taken: Collection[str], joint: str = "_") -> str:
    """A word that none of those taken is, with a number where it must have one."""
    return next(each for n in count(1) if (each := word if n == 1 else f"{word}{joint}{n}") not in taken)


def label_unlike(label: str, taken: Collection[str], longest: int) -> str:
    """A label that reads unlike those taken, which are folded, and no longer than allowed."""
    short = within(label, longest)
    tries = (short if n == 1 else f"{within(label, longest - len(str(n)) - 1)} {n}" for n in count(1))
    return next(each for each in tries if fold(each) not in taken)


def within(text: str, longest: int) -> str:
    """A text cut to so many characters as Excel counts them: an emoji is two."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * longest].decode("utf-16-le", "ignore").rstrip()


def sheet_label(name: str) -> str:
    """A name that Excel allows for a sheet."""
    found = _FORBIDDEN.sub(" ", clean(name)).strip("' ")
    found = within(found, 31).strip("' ")
    return f"{found} 1" if found.lower() == "history" or not found else found


def prefix_for(label: str, taken: Collection[str], found: str = "") -> str:
    """A prefix of ids: the one that was found, or the initials of the sheet's name; none of those taken."""
    letters = re.sub(r"[^A-Z0-9]", "", (found or initials(label)).upper())
    letters = re.sub(r"^[0-9]+", "", letters)[: 6 if found else 3] or "N"
    return next(each for n in count(1) if (each := letters if n == 1 else f"{letters[: 6 - len(str(n))]}{n}") not in taken)
