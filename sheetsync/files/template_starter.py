"""A template to begin with: small, ready to be used, and with every key that there is, each explained beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheetsync.files.template_keys import LABELLED, TABLES, Key
from sheetsync.files.toml_lines import toml_value
from sheetsync.model.plan import text_width
from sheetsync.model.rules import LINKS, RULES
from sheetsync.model.words import Words

_COMMENT_COLUMN = 46
_SAID = re.compile(r"(.*?)\s*#: (\S+)$")
_NAMED = re.compile(r"#: (\w+)\.(\w+)$", re.MULTILINE)

SKELETON = """\
#: head

languages = ["zh", "en"]  #: top.languages
zh = "NAME"  #: top.label
en = "NAME"
#: rest top

#: line lists
#: about choice
#: rest choice

[lists.state]
wanted = { zh = "待采购", en = "Wanted", tone = "warn", synonyms = ["未采购", "待买"] }
ordered = { zh = "已下单", en = "Ordered" }
received = { zh = "已到货", en = "Received", tone = "good" }

#: line sheets
#: about sheet

[sheets.instructions]
zh = "怎么填"
en = "Filling In"
form = "notes"  #: word.form.notes

[sheets.front]
zh = "基本信息"
en = "About"
form = "form"  #: word.form.form

[sheets.front.fields]
project = { zh = "项目", en = "Project", type = "line", editors = "coordinator", fill = "project.name" }
until = { zh = "回收截止", en = "Return By", type = "line", editors = "coordinator", fill = "round.due_at" }

[sheets.purchase]
zh = "采购申请"  #: sheet.label
en = "Purchases"
form = "table"  #: word.form.table
prefix = "PO"  #: sheet.prefix
owner = "department"  #: sheet.owner
title = "item"  #: sheet.title
match = ["item", "wanted_by"]  #: sheet.match
closed = { state = ["received"] }  #: sheet.closed
#: rest sheet

#: about field
#: rest field

[sheets.purchase.fields]
id = { zh = "采购编号", en = "Purchase ID", type = "id", required = true }
item = { zh = "物品", en = "Item", type = "line", required = true, policy = "controlled" }
department = { zh = "申请部门", en = "Department", type = "department", required = true, editors = "coordinator" }
person = { zh = "申请人", en = "Person", type = "person", required = true }
count = { zh = "数量", en = "Count", type = "integer", minimum = 1, maximum = 999 }
wanted_by = { zh = "要货日期", en = "Wanted By", type = "date", required = true, policy = "controlled", planning = true }
ordered_on = { zh = "下单日期", en = "Ordered On", type = "date" }
received_on = { zh = "到货日期", en = "Received On", type = "date" }
paid = { zh = "已付", en = "Paid", type = "percent" }
state = { zh = "状态", en = "State", type = "choice", list = "state", required = true, default = "wanted" }
replaces = { zh = "替代哪条申请", en = "Replaces", type = "ref", target = "purchase" }
reason = { zh = "用途", en = "What For", type = "text", hint = { zh = "买来做什么用。", en = "What it is needed for." } }
note = { zh = "备注", en = "Remark", type = "text", editors = "any", policy = "append" }

#: line charts
#: about chart
#: rest chart

[[charts]]
zh = "采购状态"
en = "Purchases by State"
sheet = "purchase"
by = "state"

#: line checks
#: about check
#: rest check

[[checks]]
rule = "overdue"
sheet = "purchase"
due = "wanted_by"

#: line links
#: about link
#: rest link
"""
"""What is explained stands behind `#:`; `rest TABLE` lists the keys of that table which the file does not explain elsewhere."""


RULED = {"check": RULES, "link": LINKS}
"""The rules that the tables with a rule may name."""


def starter(name: str, words: Words) -> str:
    """The text of a new template of that name, with its comments in the language of `words`."""
    lines: list[str] = []
    for line in SKELETON.replace('"NAME"', toml_value(name)).splitlines():
        lines += _directed(line[3:], name, words) if line.startswith("#: ") else _explained(line, words)
    for table in TABLES:
        if f"#: rest {table}\n" not in SKELETON:
            lines += ["", f"# ── [[{table}s]] ".ljust(100, "─"), *_directed(f"about {table}", name, words), *_rest(table, words)]
    return "\n".join(lines) + "\n"


def _directed(order: str, name: str, words: Words) -> Iterator[str]:
    verb, _, what = order.partition(" ")
    if verb == "head":
        yield from (f"# {line}".rstrip() for line in words("template-new.head", name=name).splitlines())
    elif verb == "line":
        yield f"# ── {words(f'template-new.{what}')} ".ljust(100, "─")
    elif verb == "about":
        yield from wrapped(words(f"template-file.{what}"), "# ")
    else:
        yield from _rest(what, words)


def _rest(table: str, words: Words) -> Iterator[str]:
    """The keys of a table that stand nowhere with their meaning: each with it and an example."""
    told = {key for where, key in _NAMED.findall(SKELETON) if where == table}
    if table in LABELLED and "label" not in told:
        yield from _listed("zh, en", words(f"template-file.{table}.label"))
    for key, each in TABLES[table].items():
        if key not in told and each.shape not in ("table", "tables"):
            yield from _key(table, key, each, words)


def _key(table: str, key: str, each: Key, words: Words) -> Iterator[str]:
    yield from _listed(key, words(f"template-file.{table}.{key}"))
    for word in each.words:
        yield from wrapped(words(f"template-word.{key}.{word}"), f"#     {word:<13} ", " " * 19)
    for rule, options in RULED[table].items() if each.shape == "rule" else ():
        asked = ", ".join(name for name, option in options.items() if option.required)
        yield from wrapped(words(f"template-rule.{rule}") + (f" ({asked})" if asked else ""), f"#     {rule:<22} ", " " * 28)
    if not each.words:
        yield from (f"#     {line}" for line in each.example.splitlines())


def _listed(key: str, meaning: str) -> Iterator[str]:
    return wrapped(meaning, f"#   {key:<13} ", " " * 17)


def wrapped(text: str, first: str, later: str = "") -> Iterator[str]:
    """The lines of a comment, none much wider than a page."""
    head = first
    line = ""
    for piece in re.findall(r"[!-~]+\s?|.", text):
        if text_width(head + line + piece.rstrip()) > 118 and piece not in "，。；：、）":
            yield (head + line).rstrip()
            head, line = f"#{(later or first.replace('#', ' '))[1:]}", ""
        line += piece
    yield (head + line).rstrip()


def _explained(line: str, words: Words) -> Iterator[str]:
    """A line with its comment beside it, or above where it is long."""
    said = _SAID.fullmatch(line)
    if not said:
        yield line
        return
    value, name = said[1], said[2]
    meaning = words(f"template-{name}" if name.startswith("word.") else f"template-file.{name}")
    if text_width(value) < _COMMENT_COLUMN and text_width(meaning) < 100:
        yield value + " " * (_COMMENT_COLUMN - text_width(value)) + f"# {meaning}"
    else:
        yield from wrapped(meaning, "# ")
        yield value
