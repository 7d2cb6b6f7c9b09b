"""Every key that a template's file may hold, declared once: the reader, the documentation and the comments of a new template are made of this.

What a key means is said under `template-file.TABLE.KEY` in each language. To add one: a line here, and that sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sheetsync.files.template_values import condition, flag, keys, language_codes, number, one_key, prefix, table, tables, texts
from sheetsync.files.toml_values import Reader, filled_text, text, word
from sheetsync.model.kinds import KINDS
from sheetsync.model.rules import VIEWS
from sheetsync.model.template import COUNT, MATRIX

FORMS = ("table", "form", "notes")
POLICIES = ("merge", "controlled", "union", "max", "append")
TONES = ("good", "warn", "bad", "muted", "")
EDITORS = ("owner", "any", "coordinator", "FIELD", "REF.FIELD")
"""The ways to say who may change a field; the last two stand for the names of fields."""
CHARTS = (COUNT, MATRIX)
LANGUAGES = ("zh", "en")
MEANT: Mapping[str, Mapping[str, str]] = {
    "type": {
        **dict.fromkeys(("number", "int", "数字", "整数"), "integer"),
        **dict.fromkeys(("string", "str", "varchar", "文字", "单行", "一行字"), "line"),
        **dict.fromkeys(("select", "dropdown", "enum", "option", "list", "bool", "boolean", "选项", "下拉", "单选", "选择"), "choice"),
        **dict.fromkeys(("multiselect", "多选"), "choices"), **dict.fromkeys(("user", "name", "people", "人员", "姓名", "人名", "负责人"), "person"),
        **dict.fromkeys(("memo", "textarea", "longtext", "文本", "多行", "备注"), "text"), **dict.fromkeys(("day", "日期"), "date"),
        **dict.fromkeys(("timestamp", "日期时间"), "datetime"), **dict.fromkeys(("percentage", "%", "百分比", "进度"), "percent"), "时间": "time",
        "部门": "department", "编号": "id", "评分": "rating", **dict.fromkeys(("reference", "link", "引用"), "ref"),
    },
    "form": {**dict.fromkeys(("list", "sheet", "表格", "表"), "table"), "单子": "form", **dict.fromkeys(("note", "instructions", "说明"), "notes")},
    "policy": {**dict.fromkeys(("add", "追加"), "append"), **dict.fromkeys(("approve", "approval", "审批"), "controlled"), "highest": "max"},
    "tone": {"green": "good", "yellow": "warn", "orange": "warn", "red": "bad", "grey": "muted", "gray": "muted",
             "绿": "good", "黄": "warn", "红": "bad", "灰": "muted"},
    "editors": {**dict.fromkeys(("all", "everyone", "所有", "全部", "所有部门", "各部门"), "any"),
                **dict.fromkeys(("admin", "协调人"), "coordinator")},
}  # fmt: skip
"""Words that people write in place of those that a key has."""


class Key(NamedTuple):
    """One key: how its value is read, what it is (`template-shape.SHAPE`), an example as it stands in a file, and what holds where it is left out.

    `words` are those that it may have; each is explained under `template-word.KEY.WORD`. `needed`: it may not be left out.
    """

    read: Reader
    shape: str
    example: str
    default: str = ""
    words: tuple[str, ...] = ()
    needed: bool = False


UNCONFIRMED = 'what = "unconfirmed"\nasked = ["department"]\nconfirmed = ["reason"]'

TOP: Mapping[str, Key] = {
    "languages": Key(language_codes, "texts", 'languages = ["zh", "en"]', '["zh", "en"]'),
    "needs": Key(texts, "texts", 'needs = ["standard"]'),
    "lists": Key(table, "table", '[lists.size]\nbig = { zh = "大", en = "Big" }\nsmall = { zh = "小", en = "Small" }'),
    "sheets": Key(table, "table", '[sheets.more]\nzh = "更多"\nen = "More"\nform = "notes"', needed=True),
    "charts": Key(tables, "tables", '[[charts]]\nzh = "按状态"\nen = "By Status"\nsheet = "purchase"\nby = "state"'),
    "checks": Key(tables, "tables", '[[checks]]\nrule = "overdue"\nsheet = "purchase"\ndue = "wanted_by"'),
    "links": Key(tables, "tables", '[[links]]\nrule = "signature"\nsheet = "purchase"\nby = "person"'),
    "timelines": Key(tables, "tables", '[[timelines]]\nsheet = "purchase"\nfinish = "wanted_by"'),
    "shows": Key(tables, "tables", f'[[shows]]\nzh = "没有填的"\nen = "Left Blank"\nsheet = "purchase"\nkey = "blank"\n{UNCONFIRMED}'),
}
CHOICE: Mapping[str, Key] = {
    "tone": Key(word(TONES, MEANT["tone"]), "word", 'tone = "good"', words=TONES[:-1]),
    "synonyms": Key(texts, "texts", 'synonyms = ["已收货", "收到了"]'),
}
SHEET: Mapping[str, Key] = {
    "form": Key(word(FORMS, MEANT["form"]), "word", 'form = "table"', words=FORMS, needed=True),
    "prefix": Key(prefix, "prefix", 'prefix = "PO"'),
    "owner": Key(filled_text, "field", 'owner = "department"'),
    "title": Key(filled_text, "field", 'title = "item"'),
    "match": Key(texts, "fields", 'match = ["item", "wanted_by"]'),
    "closed": Key(condition, "condition", 'closed = { state = ["received"] }'),
    "goes_with": Key(filled_text, "field", 'goes_with = "replaces"'),
    "append_only": Key(flag, "flag", "append_only = true", "false"),
    "hint": Key(table, "labels", 'hint = { zh = "要买的东西，一样一行。", en = "What is to be bought, one row each." }'),
    "aliases": Key(texts, "texts", 'aliases = ["采购单", "采购清单"]'),
    "was": Key(keys, "keys", 'was = ["buying"]'),
    "fields": Key(table, "table", '[sheets.purchase.fields]\nid = { zh = "采购编号", en = "Purchase ID", type = "id" }'),
}
FIELD: Mapping[str, Key] = {
    "type": Key(word(tuple(KINDS), MEANT["type"]), "word", 'type = "line"', words=tuple(KINDS), needed=True),
    "required": Key(flag, "flag", 'type = "line", required = true', "false"),
    "editors": Key(filled_text, "word", 'type = "text", editors = "any"', "owner", words=EDITORS),
    "policy": Key(word(POLICIES, MEANT["policy"]), "word", 'type = "date", policy = "controlled"', "merge", words=POLICIES),
    "list": Key(filled_text, "list", 'type = "choice", list = "state"'),
    "target": Key(filled_text, "sheet", 'type = "ref", target = "purchase"'),
    "minimum": Key(number, "number", 'type = "integer", minimum = 1'),
    "maximum": Key(number, "number", 'type = "integer", minimum = 1, maximum = 99'),
    "default": Key(text, "text", 'type = "choice", list = "state", default = "wanted"'),
    "fill": Key(filled_text, "fact", 'type = "line", editors = "coordinator", fill = "round.due_at"'),
    "width": Key(number, "number", 'type = "text", width = 40'),
    "planning": Key(flag, "flag", 'type = "date", planning = true', "false"),
    "hint": Key(table, "labels", 'type = "line", hint = { zh = "写明型号。", en = "Give the model." }'),
    "aliases": Key(texts, "texts", 'type = "line", aliases = ["规格", "型号"]'),
    "was": Key(keys, "keys", 'type = "line", was = ["model"]'),
}
CHART: Mapping[str, Key] = {
    "sheet": Key(filled_text, "sheet", 'sheet = "purchase"', needed=True),
    "by": Key(filled_text, "field", 'by = "state"', needed=True),
    "split": Key(filled_text, "field", 'split = "department"'),
    "kind": Key(word(CHARTS), "word", 'split = "department"\nkind = "matrix"', COUNT, words=CHARTS),
}
TIMELINE: Mapping[str, Key] = {
    "sheet": Key(filled_text, "sheet", 'sheet = "purchase"', needed=True),
    "finish": Key(filled_text, "field", 'finish = "wanted_by"', needed=True),
    "start": Key(filled_text, "field", 'start = "ordered_on"'),
    "finished": Key(filled_text, "field", 'finished = "received_on"'),
    "progress": Key(filled_text, "field", 'progress = "paid"'),
}
CHECK: Mapping[str, Key] = {
    "rule": Key(filled_text, "rule", 'rule = "overdue"', needed=True),
    "sheet": Key(filled_text, "sheet", 'sheet = "purchase"', needed=True),
}
LINK: Mapping[str, Key] = {
    "rule": Key(filled_text, "rule", 'rule = "carries"', needed=True),
    "sheet": Key(filled_text, "sheet", 'sheet = "adjustment"', needed=True),
}
SHOW: Mapping[str, Key] = {
    "what": Key(word(tuple(VIEWS)), "word", UNCONFIRMED, words=tuple(VIEWS), needed=True),
    "sheet": Key(filled_text, "sheet", 'sheet = "purchase"', needed=True),
    "key": Key(one_key, "key", 'key = "unexplained"', needed=True),
    "sent": Key(flag, "flag", "sent = true", "false"),
    "hint": Key(table, "labels", 'hint = { zh = "还没有写用途的部门。", en = "Who has not said what it is for." }'),
}

TABLES: Mapping[str, Mapping[str, Key]] = {
    "top": TOP, "choice": CHOICE, "sheet": SHEET, "field": FIELD, "chart": CHART, "timeline": TIMELINE, "check": CHECK, "link": LINK,
    "show": SHOW,
}  # fmt: skip
"""The keys by the table in which they stand; `template-file.TABLE` says what such a table is."""
LABELLED = ("top", "choice", "sheet", "field", "chart", "show")
"""The tables that have a label in each language of the template; `template-file.TABLE.label` says what it is for."""


def needed(declared: Mapping[str, Key]) -> tuple[str, ...]:
    """What may not be left out of a table."""
    return tuple(name for name, key in declared.items() if key.needed)


def readers(declared: Mapping[str, Key]) -> dict[str, Reader]:
    """How the values of a table are read."""
    return {name: key.read for name, key in declared.items()}
