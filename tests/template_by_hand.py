"""Mistakes that people make who write a template by hand, in the template that `template new` makes without its remarks."""

from __future__ import annotations

from sheetsync.files.template_starter import starter
from sheetsync.text import words


def plain() -> str:
    """The new template, with only what is read."""
    return "\n".join(line.partition("  #")[0].rstrip() for line in starter("mine", words("en")).splitlines() if not line.startswith("#")) + "\n"


# (what is replaced, by what, the beginning of the line that is named, the key, its code, the word that is proposed)
BY_HAND = [
    ('zh = "mine"', "zh = “mine”", "zh = “", "", "wide-sign", ""),
    ('en = "mine"', 'en ＝ "mine"', "en ＝", "", "wide-sign", ""),
    ('"zh", "en"]', '"zh"，"en"]', "languages", "", "wide-sign", ""),
    ('en = "mine"', 'en = "mine', "en =", "", "open-quote", ""),
    ('en = "mine"', "en = mine", "en =", "", "bare-word", ""),
    ('type = "id", required', 'type = "id" required', "id =", "", "broken-line", ""),
    ("\nreason = { zh", "\nreason = {\n zh", "reason", "", "broken-line", ""),
    ('en = "Person", type = "person", required = true', 'en = "Person", type = "person", required = True', "person", "", "bare-word", ""),
    ('type = "line", required', "type = line, required", "item", "", "bare-word", ""),
    ("item = { zh", "物品 = { zh", "物品", "", "quoteless-key", ""),
    ('owner = "department"', "owner", "owner", "", "no-value", ""),
    ("note = {", "item = {", "item", "", "written-twice", ""),
    ("[sheets.front]", "[sheets.purchase]", "[sheets.purchase]", "", "written-twice", ""),
    ('prefix = "PO"', 'prefix = "PO"\nprefix = "PU"', "prefix", "", "written-twice", ""),
    ('en = "mine"', "en = [1,,2]", "en =", "", "not-toml", ""),
    ("[sheets.purchase]", "[sheet.purchase]", "[sheet.purchase]", "sheet", "unknown-key", "sheets"),
    ("[sheets.purchase.fields]", "[sheets.purchase.field]", "[sheets.purchase.field]", "sheets.purchase.field", "unknown-key", "fields"),
    ("[lists.state]", "[list.state]", "[list.state]", "list", "unknown-key", "lists"),
    ("[[checks]]", "[checks]", "[checks]", "checks", "single-section", ""),
    ("[sheets.purchase]", "[[sheets.purchase]]", "[[sheets.purchase]]", "sheets.purchase", "doubled-section", ""),
    ('ordered = { zh = "已下单", en = "Ordered" }', 'ordered = "已下单"', "ordered", "lists.state.ordered", "not-a-line", ""),
    ("[lists.state]", '[lists]\nunits = ["个", "箱"]\n[lists.state]', "units", "lists.units", "flat-list", ""),
    ('match = ["item", "wanted_by"]', 'match = "item"', "match", "sheets.purchase.match", "not-a-list", ""),
    ('closed = { state = ["received"] }', 'closed = ["received"]', "closed", "sheets.purchase.closed", "not-a-condition", ""),
    ('state = ["received"]', 'state = "received"', "closed", "sheets.purchase.closed.state", "not-a-list", ""),
    ('state = ["received"]', 'state = ["已到货"]', "closed", "sheets.purchase.closed.state", "unknown-choice", "received"),
    ('type = "integer"', 'type = "number"', "count", "sheets.purchase.fields.count.type", "not-a-word", "integer"),
    ('type = "integer"', 'type = "整数"', "count", "sheets.purchase.fields.count.type", "not-a-word", "integer"),
    ('type = "choice"', 'type = "下拉"', "state", "sheets.purchase.fields.state.type", "not-a-word", "choice"),
    ('type = "text", editors', 'type = "string", editors', "note", "sheets.purchase.fields.note.type", "not-a-word", "line"),
    ("item = { zh", "Item = { zh", "Item", "sheets.purchase.fields.Item", "bad-key", "item"),
    ("item = { zh", '"Wanted Item" = { zh', '"Wanted', "sheets.purchase.fields.Wanted Item", "bad-key", "wanted_item"),
    ('zh = "物品"', 'zh = "物品*"', "item", "sheets.purchase.fields.item.zh", "star-in-label", ""),
    (
        'hint = { zh = "买来做什么用。", en = "What it is needed for." }',
        'hint = "why"',
        "reason",
        "sheets.purchase.fields.reason.hint",
        "not-labels",
        "",
    ),
    ('default = "wanted"', 'default = "待采购"', "state", "sheets.purchase.fields.state.default", "unknown-choice", "wanted"),
    ('owner = "department"', 'owner = "申请部门"', "owner", "sheets.purchase.owner", "unknown-field", "department"),
    ('title = "item"', 'title = "物品"', "title", "sheets.purchase.title", "unknown-field", "item"),
    ('sheet = "purchase"\ndue', 'sheet = "采购申请"\ndue', "sheet", "checks[1].sheet", "unknown-table", "purchase"),
    ('editors = "any"', 'editors = "所有"', "note", "sheets.purchase.fields.note.editors", "unknown-editors", "any"),
    ('editors = "any"', 'editors = "申请部门"', "note", "sheets.purchase.fields.note.editors", "unknown-editors", "department"),
    ("minimum = 1", "min = 1", "count", "sheets.purchase.fields.count.min", "unknown-key", "minimum"),
    ("minimum = 1", 'minimum = "1"', "count", "sheets.purchase.fields.count.minimum", "not-numeric", ""),
    ('prefix = "PO"', 'prefix = "采购"', "prefix", "sheets.purchase.prefix", "bad-prefix", ""),
    ('tone = "good"', 'tone = "green"', "received", "lists.state.received.tone", "not-a-word", "good"),
    ('policy = "append"', 'policy = "add"', "note", "sheets.purchase.fields.note.policy", "not-a-word", "append"),
    ('form = "table"', 'form = "表格"', "form", "sheets.purchase.form", "not-a-word", "table"),
    ("required = true, default", 'required = "是", default', "state", "sheets.purchase.fields.state.required", "not-true-or-false", ""),
    ('list = "state"', 'choices = ["a", "b"]', "state", "sheets.purchase.fields.state.choices", "unknown-key", ""),
    ('rule = "overdue"\n', "", "[[checks]]", "checks[1].rule", "missing-key", ""),
    ('by = "state"', 'by = "count"', "by", "charts[1].by", "field-type", ""),
    ('zh = "采购申请"', 'zh = "采购/申请"', "zh", "sheets.purchase.zh", "sheet-name", ""),
    ('en = "What it is needed for."', f'en = "{"x" * 256}"', "reason", "sheets.purchase.fields.reason.hint.en", "too-long", ""),
]
