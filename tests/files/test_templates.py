"""Templates: the standard one is as it was agreed, a sound one loads, and every mistake in one is named."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from template_by_hand import BY_HAND

from sheetsync.files import template_aims, template_checks, template_reader, template_slips, template_sources, template_values, templates
from sheetsync.files.templates import PROBLEMS, TemplateMistakes, check_template, load_template, template_names
from sheetsync.model.template import Choice, Template
from sheetsync.text import SENTENCES, words

TINY = Path(__file__).parent.parent / "templates" / "tiny.toml"

SOUND = """
zh = "样例"
en = "Sample"

[lists.state]
open = { zh = "开", en = "Open", synonyms = ["未关"] }
shut = { zh = "关", en = "Shut", tone = "good" }

[lists.tags]
red = { zh = "红", en = "Red" }

[sheets.front]
zh = "首页"
en = "Front"
form = "form"

[sheets.front.fields]
name = { zh = "名称", en = "Name", type = "line", editors = "coordinator", fill = "project.name" }

[sheets.door]
zh = "门"
en = "Doors"
form = "table"
prefix = "D"
owner = "dept"
title = "name"
match = ["name", "by"]
closed = { state = ["shut"] }

[sheets.door.fields]
id = { zh = "编号", en = "Number", type = "id", required = true }
name = { zh = "门名", en = "Door", type = "line" }
dept = { zh = "部门", en = "Dept", type = "department", editors = "coordinator" }
by = { zh = "期限", en = "By", type = "date", planning = true, aliases = ["截止"] }
state = { zh = "状态", en = "State", type = "choice", list = "state", default = "open" }
tags = { zh = "标签", en = "Tags", type = "choices", list = "tags", policy = "union" }
share = { zh = "比例", en = "Share", type = "percent", minimum = 0, maximum = 1, policy = "max" }
before = { zh = "前门", en = "Before", type = "ref", target = "door", hint = { zh = "编号", en = "A number" } }

[[charts]]
sheet = "door"
by = "state"
split = "dept"
zh = "各门状态"
en = "Doors by state"

[[checks]]
rule = "overdue"
sheet = "door"
due = "by"

[[shows]]
what = "entries"
sheet = "door"
key = "after"
zh = "后门"
en = "After"
hint = { zh = "哪些门在后面。", en = "The doors behind it." }
sent = true
entries = "door"
entry_of = "before"
"""

MISTAKES = [
    # (what is replaced, by what, the mistake's key, its code, what was found, the nearest word)
    ('zh = "样例"', "zh = [1,,2]", "", "not-toml", "", ""),
    ('zh = "样例"\n', "", "zh", "missing-key", "zh", ""),
    ('en = "Sample"', 'en = "Sample"\nfr = "Exemple"', "fr", "unknown-key", "fr", ""),
    ('en = "Sample"', 'en = " "', "en", "blank", "", ""),
    ('en = "Sample"', "en = 5", "en", "not-text", "5", ""),
    ('zh = "样例"', 'languages = ["zh", "English"]\nzh = "样例"', "languages", "bad-language", "English", ""),
    ('zh = "样例"', 'languages = "zh"\nzh = "样例"', "languages", "not-a-list", "zh", ""),
    ('tone = "good"', 'tone = "god"', "lists.state.shut.tone", "not-a-word", "god", "good"),
    ('synonyms = ["未关"]', 'synonym = ["未关"]', "lists.state.open.synonym", "unknown-key", "synonym", "synonyms"),
    ('synonyms = ["未关"]', 'synonyms = "未关"', "lists.state.open.synonyms", "not-a-list", "未关", ""),
    ('synonyms = ["未关"]', 'synonyms = ["关"]', "lists.state.shut", "duplicate-word", "关", ""),
    ('en = "Red"', 'en = "Red, or so"', "lists.tags.red", "separator-in-label", "Red, or so", ""),
    ('red = { zh = "红", en = "Red" }', "", "lists.tags", "empty-list", "tags", ""),
    ("red = {", "Red = {", "lists.tags.Red", "bad-key", "Red", "red"),
    ('form = "form"', 'form = "from"', "sheets.front.form", "not-a-word", "from", "form"),
    ('form = "form"', 'form = "form"\nappend_only = true', "sheets.front.append_only", "not-for-form", "append_only", ""),
    ('form = "form"', 'form = "notes"', "sheets.front.fields", "not-for-form", "fields", ""),
    ('form = "table"', 'form = "table"\nappend_only = "yes"', "sheets.door.append_only", "not-true-or-false", "yes", ""),
    ('prefix = "D"\n', "", "sheets.door.prefix", "missing-key", "prefix", ""),
    ('prefix = "D"', 'prefix = "door"', "sheets.door.prefix", "bad-prefix", "door", "DOOR"),
    ('owner = "dept"\n', "", "sheets.door.owner", "missing-key", "owner", ""),
    ('owner = "dept"', 'owner = "depp"', "sheets.door.owner", "unknown-field", "depp", "dept"),
    ('owner = "dept"', 'owner = "name"', "sheets.door.owner", "field-type", "name", ""),
    ('title = "name"', 'title = "nane"', "sheets.door.title", "unknown-field", "nane", "name"),
    ('match = ["name", "by"]', 'match = ["name", "bye"]', "sheets.door.match", "unknown-field", "bye", "by"),
    ('closed = { state = ["shut"] }', 'closed = { stat = ["shut"] }', "sheets.door.closed.stat", "unknown-field", "stat", "state"),
    ('closed = { state = ["shut"] }', 'closed = { state = ["shot"] }', "sheets.door.closed.state", "unknown-choice", "shot", "shut"),
    ('closed = { state = ["shut"] }', 'closed = { name = ["shut"] }', "sheets.door.closed.name", "field-type", "name", ""),
    ('zh = "门"', 'zh = "首页"', "sheets.door", "duplicate-sheet-name", "首页", ""),
    ('zh = "门"', 'zh = "门/窗"', "sheets.door.zh", "sheet-name", "门/窗", ""),
    ('en = "Doors"', f'en = "{"D" * 32}"', "sheets.door.en", "too-long", "D" * 32, ""),
    ('en = "Doors"', 'en = "Do\\u0008ors"', "sheets.door.en", "control-character", "Do\N{REPLACEMENT CHARACTER}ors", ""),
    ('en = "Doors"', f'en = "{"😀" * 16}"', "sheets.door.en", "too-long", "😀" * 16, ""),
    ('en = "Doors"', 'en = """Two\nlines"""', "sheets.door.en", "line-break", "Two\nlines", ""),
    ('zh = "门名"', 'zh = "截止"', "sheets.door.fields.by", "duplicate-label", "截止", ""),
    ('type = "id", required = true', 'type = "line"', "sheets.door.fields", "id-first", "door", ""),
    ('type = "line", editors = "coordinator", fill', 'type = "id", fill', "sheets.front.fields", "id-in-form", "front", ""),
    ('type = "date"', 'type = "dato"', "sheets.door.fields.by.type", "not-a-word", "dato", "date"),
    ('policy = "union"', 'policy = "onion"', "sheets.door.fields.tags.policy", "not-a-word", "onion", "union"),
    ('policy = "max"', 'policy = "append"', "sheets.door.fields.share.policy", "policy-not-for-type", "append", ""),
    ('editors = "coordinator" }', 'editors = "cordinator" }', "sheets.door.fields.dept.editors", "unknown-editors", "cordinator", "coordinator"),
    ('type = "line" }', 'type = "line", editors = "state" }', "sheets.door.fields.name.editors", "unknown-editors", "state", ""),
    ('type = "line", editors = "coordinator"', 'type = "line"', "sheets.front.fields.name.editors", "no-owner", "owner", ""),
    ('list = "state", ', "", "sheets.door.fields.state.list", "missing-key", "list", ""),
    ('list = "state"', 'list = "stat"', "sheets.door.fields.state.list", "unknown-list", "stat", "state"),
    ('type = "line" }', 'type = "line", list = "state" }', "sheets.door.fields.name.list", "not-for-type", "list", ""),
    ('type = "line" }', 'type = "line", was = ["by"] }', "sheets.door.fields.name.was", "former-key-in-use", "by", ""),
    ('type = "line" }', 'type = "line", was = ["旧名"] }', "sheets.door.fields.name.was", "bad-key", "旧名", "jm"),
    ('prefix = "D"', 'prefix = "D"\nwas = ["front"]', "sheets.door.was", "former-key-in-use", "front", ""),
    ('default = "open"', 'default = "opn"', "sheets.door.fields.state.default", "unknown-choice", "opn", "open"),
    ("minimum = 0", "minimum = 2", "sheets.door.fields.share.minimum", "minimum-over-maximum", "2", ""),
    ("minimum = 0", 'minimum = "0"', "sheets.door.fields.share.minimum", "not-numeric", "0", ""),
    ("minimum = 0", "width = 0", "sheets.door.fields.share.width", "width", "0", ""),
    ('target = "door"', 'target = "dor"', "sheets.door.fields.before.target", "unknown-table", "dor", "door"),
    ('target = "door"', 'target = "front"', "sheets.door.fields.before.target", "unknown-table", "front", ""),
    (', target = "door"', "", "sheets.door.fields.before.target", "missing-key", "target", ""),
    ('en = "A number"', 'zh_cn = "A number"', "sheets.door.fields.before.hint.en", "missing-key", "en", ""),
    ('en = "A number"', f'en = "{"n" * 201}"', "sheets.door.fields.before.hint.en", "too-long", "n" * 201, ""),
    ('before = { zh = "前门", en = "Before", type', "before = 5 #", "sheets.door.fields.before", "not-a-line", "5", ""),
    ('en = "Sample"', 'en = "Sample"\nlinks = [5]', "links[1]", "not-a-table", "5", ""),
    ('fill = "project.name"', 'fill = "round.nane"', "sheets.front.fields.name.fill", "unknown-fact", "round.nane", "round.name"),
    ('type = "line" }', 'type = "line", fill = "project.name" }', "sheets.door.fields.name.fill", "not-for-form", "fill", ""),
    ('sheet = "door"\nby', 'sheet = "dor"\nby', "charts[1].sheet", "unknown-table", "dor", "door"),
    ('by = "state"\n', 'by = "states"\n', "charts[1].by", "unknown-field", "states", "state"),
    ('split = "dept"', 'split = "by"', "charts[1].split", "field-type", "by", ""),
    ('split = "dept"', 'kind = "matrix"', "charts[1].split", "missing-key", "split", ""),
    ('split = "dept"', 'kind = "matrx"', "charts[1].kind", "not-a-word", "matrx", "matrix"),
    ('rule = "overdue"', 'rule = "over-due"', "checks[1].rule", "unknown-rule", "over-due", "overdue"),
    ('sheet = "door"\ndue', 'sheet = "front"\ndue', "checks[1].sheet", "unknown-table", "front", ""),
    ('due = "by"', 'duo = "by"', "checks[1].duo", "unknown-key", "duo", "due"),
    ('due = "by"', 'duo = "by"', "checks[1].due", "missing-key", "due", ""),
    ('due = "by"', 'due = "name"', "checks[1].due", "field-type", "name", ""),
    ('due = "by"', 'due = ["by"]', "checks[1].due", "not-text", "['by']", ""),
    ('what = "entries"', 'what = "entires"', "shows[1].what", "not-a-word", "entires", "entries"),
    ('what = "entries"\n', "", "shows[1].what", "missing-key", "what", ""),
    ('sheet = "door"\nkey', 'sheet = "doors"\nkey', "shows[1].sheet", "unknown-table", "doors", "door"),
    ('key = "after"', 'key = "After"', "shows[1].key", "bad-key", "After", "after"),
    ('key = "after"', 'key = "by"', "shows[1].key", "duplicate-key", "by", ""),
    ('en = "After"', 'en = "by"', "shows[1]", "duplicate-label", "by", ""),
    ("sent = true", "send = true", "shows[1].send", "unknown-key", "send", ""),
    ("sent = true", 'sent = "yes"', "shows[1].sent", "not-true-or-false", "yes", ""),
    ('entries = "door"', 'entries = "dor"', "shows[1].entries", "unknown-table", "dor", "door"),
    ('entry_of = "before"', 'entry_of = "befor"', "shows[1].entry_of", "unknown-field", "befor", "before"),
    ('entry_of = "before"', 'entry_of = "dept"', "shows[1].entry_of", "field-type", "dept", ""),
    ('what = "entries"', 'what = "unsigned"\nasked = ["name"]\nsigned = "name"', "shows[1].asked", "field-type", "name", ""),
    ('what = "entries"', 'what = "unsigned"\nasked = "dept"\nsigned = "name"', "shows[1].asked", "not-a-list", "dept", ""),
    ('what = "entries"', 'what = "unconfirmed"\nasked = ["dept"]', "shows[1].confirmed", "missing-key", "confirmed", ""),
]


def written(folder: Path, *replaced: tuple[str, str]) -> Path:
    """The sound template with something replaced, once each."""
    source = SOUND
    for old, new in replaced:
        assert old in source, old
        source = source.replace(old, new, 1)
    path = folder / "sample.toml"
    path.write_text(source, encoding="utf-8")
    return path


def test_a_sound_template_has_no_mistake(tmp_path: Path) -> None:
    assert check_template(written(tmp_path)) == []


@pytest.mark.parametrize(("old", "new", "key", "code", "found", "nearest"), MISTAKES)
def test_every_mistake_is_named(tmp_path: Path, old: str, new: str, key: str, code: str, found: str, nearest: str) -> None:
    mistakes = check_template(written(tmp_path, (old, new)))
    assert (key, code, found, nearest) in [(each.key, each.code, each.value, each.nearest) for each in mistakes]
    assert {each.file for each in mistakes} == {"sample.toml"}


def test_options_of_rules_are_checked_on_the_sheet_that_they_speak_of(tmp_path: Path) -> None:
    rule = """
[[checks]]
rule = "acceptance-missing"
sheet = "door"
done = { state = ["shot"] }
entries = "front"
entry_of = "before"

[[checks]]
rule = "no-update"
sheet = "door"
entries = "door"
entry_of = "name"
entry_date = "by"

[[checks]]
rule = "at-risk-without-plan"
sheet = "door"
when = ["open"]
plan = ["nane"]
"""
    mistakes = check_template(written(tmp_path, ('due = "by"\n', 'due = "by"\n' + rule)))
    assert [(each.key, each.code, each.value) for each in mistakes] == [
        ("checks[2].done.state", "unknown-choice", "shot"),
        ("checks[2].entries", "unknown-table", "front"),
        ("checks[3].entry_of", "field-type", "name"),
        ("checks[4].when", "not-a-condition", "['open']"),
        ("checks[4].plan", "unknown-field", "nane"),
    ]


def test_a_reference_of_a_rule_points_to_the_sheet_of_the_check(tmp_path: Path) -> None:
    other = """
[sheets.gate]
zh = "大门"
en = "Gates"
form = "table"
prefix = "D"
owner = "dept"
title = "dept"

[sheets.gate.fields]
id = { zh = "编号", en = "Number", type = "id" }
dept = { zh = "部门", en = "Dept", type = "department" }
door = { zh = "门", en = "Door", type = "ref", target = "door" }
gate = { zh = "通往", en = "To", type = "ref", target = "gate" }

[[checks]]
rule = "acceptance-missing"
sheet = "door"
done = { state = ["shut"] }
entries = "gate"
entry_of = "gate"
"""
    mistakes = check_template(written(tmp_path, ('due = "by"\n', 'due = "by"\n' + other)))
    assert [(each.key, each.code, each.value) for each in mistakes] == [
        ("sheets.gate.prefix", "duplicate-prefix", "D"),
        ("checks[2].entry_of", "other-target", "gate"),
    ]


def test_all_mistakes_come_at_once_and_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, ('type = "date"', 'type = "dato"'), ('tone = "good"', 'tone = "god"'), ('rule = "overdue"', 'rule = "late"'))
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [(each.code, each.value, lines[each.line - 1].split(" ")[0]) for each in check_template(path)]
    assert found == [("not-a-word", "god", "shut"), ("not-a-word", "dato", "by"), ("unknown-rule", "late", "rule")]
    with pytest.raises(TemplateMistakes) as raised:
        load_template(path)
    assert [each.value for each in raised.value.mistakes] == ["god", "dato", "late"]


def test_a_template_without_sheets(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text('zh = "空"\nen = "Empty"\n[sheets]\n', encoding="utf-8")
    assert [(each.key, each.code, each.line) for each in check_template(path)] == [("sheets", "no-sheets", 3)]


def test_a_file_that_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('zh = "é"'.encode("latin-1"))
    assert [each.code for each in check_template(path)] == ["not-utf8"]
    path.write_text('zh = "a"\nzh = "b"\n', encoding="utf-8")
    assert [(each.code, each.line) for each in check_template(path)] == [("written-twice", 2)]
    with pytest.raises(FileNotFoundError):
        check_template(tmp_path / "nothing.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_text(SOUND, encoding="utf-8-sig")
    assert check_template(path) == []


def test_an_unknown_name_names_the_nearest_template() -> None:
    with pytest.raises(TemplateMistakes) as raised:
        load_template("standrad")
    (mistake,) = raised.value.mistakes
    assert (mistake.code, mistake.value, mistake.nearest) == ("unknown-template", "standrad", "standard")
    assert check_template("standrad") == [mistake]


def test_a_projects_own_templates_go_before_those_of_the_program(tmp_path: Path) -> None:
    written(tmp_path).rename(tmp_path / "standard.toml")
    assert load_template("standard", [tmp_path]).labels == {"zh": "样例", "en": "Sample"}
    assert load_template("standard").sheet("task").prefix == "T"
    (tmp_path / "own.toml").write_text(SOUND, encoding="utf-8")
    assert {"own", "standard"} <= set(template_names([tmp_path]))
    assert "own" not in template_names()


def test_a_template_in_one_language_needs_labels_in_that_only(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text('languages = ["zh"]\n' + re.sub(r',? ?\ben = "[^"]*"', "", SOUND), encoding="utf-8")
    assert load_template(path).sheet("door").field("by").labels == {"zh": "期限"}


def test_the_version_names_exactly_this_content(tmp_path: Path) -> None:
    first = load_template(written(tmp_path)).version
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert load_template(written(tmp_path)).version == first
    assert load_template(written(tmp_path, ("样例", "例子"))).version != first


def test_every_mistake_is_provoked_here_and_has_words_in_every_language() -> None:
    elsewhere = {"no-sheets", "not-utf8", "unknown-template", "duplicate-prefix", "other-target", "not-a-condition"}
    elsewhere |= {"duplicate-key", "no-common-language", "not-choices", "not-pairs", "other-type"}
    elsewhere |= {"needs-circle", *(code for *_, code, _ in BY_HAND)}
    assert {code for _, _, _, code, _, _ in MISTAKES} | elsewhere == PROBLEMS
    for language in SENTENCES:
        assert all(words(language)(f"mistake.{code}") for code in PROBLEMS)


@pytest.mark.parametrize("module", [template_reader, template_checks, template_aims, template_slips, template_sources, template_values, templates])
def test_no_mistake_is_raised_that_is_not_listed(module: ModuleType) -> None:
    raised = re.findall(r'(?:Wrong\(|doubles\(\w+, )"([a-z-]+)"', Path(str(module.__file__)).read_text(encoding="utf-8"))
    assert raised
    assert set(raised) <= PROBLEMS


# ── the standard workbook, as agreed ─────────────────────────────────────────────────────────────────────────────────

SHEETS = """
guide | 填写说明 | How to fill in | notes | |
overview | 项目概览 | Overview | form | |
request | 需求申请 | Requests | table | REQ | requesting_department
task | 任务跟踪 | Tasks | table | T | department
progress | 进度日志 | Progress Log | table append-only | P | department
acceptance | 成果验收 | Acceptance | table | A | department
retro | 复盘总结 | Retrospective | table | R | department
"""

FIELDS = """
overview project | 事项名称 | Project | line | | coordinator |
overview goal | 目标 | Goal | text | | coordinator |
overview background | 背景 | Background | text | | coordinator |
overview initiating_department | 发起部门 | Initiating Department | department | | coordinator |
overview initiator | 发起人 | Initiator | person | | coordinator |
overview departments | 协作部门 | Departments | departments | | coordinator |
overview starts_on | 开始日期 | Start Date | date | | coordinator |
overview ends_on | 结束日期 | End Date | date | | coordinator |
overview channel | 沟通渠道 | Channel | line | | coordinator |
overview round | 轮次 | Round | line | | coordinator |
overview due_at | 回收截止 | Return By | line | | coordinator |
overview contacts | 对接人 | Contacts | text | | coordinator |
request id | 需求编号 | Request ID | id | yes | — |
request title | 需求名称 | Title | line | yes | owner | controlled
request background | 需求背景 | Background | text | | owner |
request goal | 目标 | Goal | text | yes | owner | controlled
request expected_result | 预期成果 | Expected Result | text | yes | owner | controlled
request requesting_department | 发起部门 | Requesting Department | department | yes | coordinator |
request requester | 发起人 | Requester | person | yes | owner |
request collaborating_departments | 协作部门 | Collaborating Departments | departments | yes | owner | union
request priority | 优先级 | Priority | choice: 高/中/低 · High/Medium/Low | yes | owner |
request needed_by | 期望完成日期 | Needed By | date | yes | owner | controlled
request resources | 所需资源与支持 | Resources and Support | text | | owner |
request submitted_on | 提交日期 | Submitted On | date | | owner |
request approver | 审批人 | Approver | person | | owner |
request approval | 审批状态 | Approval | choice: 草稿/待审批/已批准/已驳回/已撤回 · Draft/Pending/Approved/Rejected/Withdrawn | yes | owner |
request approved_on | 审批日期 | Approved On | date | | owner |
request opinion | 审批意见 | Opinion | text | | any | append
task id | 任务编号 | Task ID | id | yes | — |
task request | 关联需求 | Request | ref request | | owner |
task title | 任务名称 | Task | line | yes | owner | controlled
task description | 任务描述 | Description | text | | owner |
task department | 责任部门 | Department | department | yes | coordinator |
task person | 负责人 | Owner | person | yes | owner |
task collaborators | 协作部门 | Collaborators | departments | | owner | union
task deliverable | 交付成果 | Deliverable | line | yes | owner | controlled
task acceptance_criteria | 验收标准 | Acceptance Criteria | text | | owner | controlled
task priority | 优先级 | Priority | choice: 高/中/低 · High/Medium/Low | yes | owner |
task planned_start | 计划开始 | Planned Start | date | | owner |
task planned_finish | 计划完成 | Planned Finish | date | yes | owner | controlled
task actual_finish | 实际完成 | Actual Finish | date | | owner |
task progress | 完成进度 | Progress | percent | | owner |
task status | 状态 | Status | choice: 未开始/正常推进/存在风险/已延期/已完成/已取消 · Not Started/On Track/At Risk/Delayed/Done/Cancelled | yes | owner |
task risk | 风险等级 | Risk | choice: 低/中/高 · Low/Medium/High | | any |
task risk_note | 风险说明 | Risk Note | text | | any |
task depends_on | 前置任务 | Depends On | refs task | | owner | union
task support | 所需支持 | Support Needed | text | | any |
task remark | 备注 | Remark | text | | any | append
progress id | 日志编号 | Log ID | id | yes | — |
progress date | 日期 | Date | date | yes | owner |
progress task | 任务编号 | Task ID | ref task | yes | owner |
progress department | 更新部门 | Department | department | yes | coordinator |
progress reporter | 填报人 | Reporter | person | yes | owner |
progress status | 进度状态 | Progress Status | choice: 正常推进/存在风险/已延期/已完成 · On Track/At Risk/Delayed/Done | yes | owner |
progress progress | 完成进度 | Progress | percent | | owner | max
progress done | 本期进展 | Done This Period | text | yes | owner |
progress next | 下期计划 | Next Period | text | | owner |
progress problem | 问题描述 | Problem | text | | owner |
progress solution | 建议方案 | Proposed Solution | text | | owner |
progress support | 所需支持 | Support Needed | text | | owner |
progress new_finish | 预计完成日期 | New Finish | date | | owner |
progress resolution | 解决状态 | Resolution | choice: 未解决/处理中/已解决 · Open/In Progress/Resolved | | any |
acceptance id | 验收编号 | Acceptance ID | id | yes | — |
acceptance task | 任务编号 | Task ID | ref task | yes | owner |
acceptance deliverable | 成果名称 | Deliverable | line | yes | owner |
acceptance version | 版本号 | Version | line | | owner |
acceptance department | 交付部门 | Delivering Department | department | yes | coordinator |
acceptance delivered_by | 交付人 | Delivered By | person | yes | owner |
acceptance delivered_on | 交付日期 | Delivered On | date | yes | owner |
acceptance summary | 成果说明 | Summary | text | | owner |
acceptance self_check | 自查结果 | Self-check | choice: 通过/不通过 · Pass/Fail | yes | owner |
acceptance reviewing_department | 验收部门 | Reviewing Department | department | yes | owner |
acceptance reviewer | 验收人 | Reviewer | person | | reviewing_department |
acceptance reviewed_on | 验收日期 | Reviewed On | date | | reviewing_department |
acceptance result | 验收结论 | Result | choice: 待验收/通过/有条件通过/不通过 · Pending/Passed/Passed with Conditions/Failed | yes | reviewing_department |
acceptance changes | 修改意见 | Changes Requested | text | | reviewing_department |
acceptance recheck_by | 再次验收日期 | Recheck By | date | | reviewing_department |
acceptance signed_by | 确认签字 | Signed By | line | | any | append
retro id | 复盘编号 | Retro ID | id | yes | — |
retro department | 部门 | Department | department | yes | coordinator |
retro kind | 类型 | Kind | choice: 亮点/不足/改进建议 · Highlight/Shortfall/Improvement | yes | owner |
retro topic | 主题 | Topic | choice: 沟通机制/职责分工/问题解决/资源协调/交付质量/其他 · Communication/Responsibilities/Problem Solving/Resources/Quality/Other | | owner |
retro description | 描述 | Description | text | yes | owner |
retro action | 改进措施 | Action | text | | owner |
retro person | 责任人 | Owner | person | | owner |
retro due | 完成日期 | Due | date | | owner |
retro satisfaction | 协作满意度 | Satisfaction | integer 1–5 | | owner |
retro updated_by | 更新人 | Updated By | person | | owner |
retro updated_on | 更新日期 | Updated On | date | | owner |
"""  # noqa: E501  # a table, one line per field as agreed


def test_the_standard_sheets_are_as_agreed() -> None:
    rows = []
    for sheet in standard().sheets:
        kind = f"{sheet.form} append-only" if sheet.append_only else sheet.form
        rows.append(" | ".join((sheet.key, sheet.labels["zh"], sheet.labels["en"], kind, sheet.prefix, sheet.owner)).replace("|  |", "| |").strip())
    assert rows == SHEETS.strip().split("\n")


def test_the_standard_fields_are_as_agreed() -> None:
    rows = []
    for sheet in standard().sheets:
        for f in sheet.fields:
            kind = f.kind + ("" if not f.choices else f": {each('zh', f.choices)} · {each('en', f.choices)}") + (f" {f.target}" if f.target else "")
            limits = f" {f.minimum:g}–{f.maximum:g}" if f.minimum is not None and f.maximum is not None else ""
            editors = "—" if f.kind == "id" else f.editors
            policy = "" if f.policy == "merge" else f.policy
            cells = (f"{sheet.key} {f.key}", f.labels["zh"], f.labels["en"], kind + limits, "yes" if f.required else "", editors, policy)
            rows.append(" | ".join(cells).replace("|  |", "| |").strip())
    assert rows == FIELDS.strip().split("\n")


def test_standard_choices_are_named_by_their_english_label() -> None:
    choices = [choice for sheet in standard().sheets for field in sheet.fields for choice in field.choices]
    assert [c.key for c in choices] == [re.sub("[^a-z]+", "_", c.labels["en"].lower()) for c in choices]


def test_standard_defaults_matches_and_ends() -> None:
    template = standard()
    assert {f"{s.key}.{f.key}": f.default for s in template.sheets for f in s.fields if f.default} == {
        "request.approval": "draft", "task.status": "not_started", "acceptance.result": "pending",
    }  # fmt: skip
    assert {s.key: s.match for s in template.tables} == {
        "request": ("title", "needed_by"), "task": ("title", "planned_finish"), "progress": (), "acceptance": ("deliverable", "version"), "retro": (),
    }  # fmt: skip
    assert {s.key: s.closed for s in template.tables if s.closed} == {
        "request": {"approval": ("rejected", "withdrawn")}, "task": {"status": ("done", "cancelled")}, "acceptance": {"result": ("passed",)},
    }  # fmt: skip
    assert [s.key for s in template.sheets if s.append_only] == ["progress"]


def test_every_standard_field_that_people_fill_in_has_a_hint_in_both_languages() -> None:
    fields = [field for sheet in standard().tables for field in sheet.columns]
    assert [field.key for field in fields if set(field.hints) != {"zh", "en"}] == []


def test_the_second_template_shares_no_word_with_the_standard_one() -> None:
    assert all_words(load_template(TINY)) & all_words(standard()) == set()


def standard() -> Template:
    return load_template("standard")


def each(language: str, choices: tuple[Choice, ...]) -> str:
    return "/".join(choice.labels[language] for choice in choices)


def all_words(template: Template) -> set[str]:
    """Every key, label and synonym, and every English word of the labels."""
    said = {template.name, *template.labels.values()}
    for sheet in template.sheets:
        for named in (sheet, *sheet.fields):
            said |= {named.key, *named.labels.values(), *named.aliases}
        for choice in (choice for field in sheet.fields for choice in field.choices):
            said |= {choice.key, *choice.labels.values(), *choice.synonyms}
    return said | {word for label in said if "_" not in label for word in re.findall("[a-z]+", label.lower())}
