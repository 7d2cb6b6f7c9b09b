"""Values: what people type into a cell, and what they mean by it."""

from __future__ import annotations

from catalogue.harness import Book, Group

VALUES = Group("单元格里的值", "Values in cells")
TASK, RECORD, ROW = "任务跟踪", "T-KF-003", 10
COLUMN = {
    "request": "B", "person": "F", "collaborators": "G", "priority": "J", "planned_start": "L", "actual_finish": "N", "progress": "O", "status": "P",
    "risk": "Q", "risk_note": "R", "depends_on": "S",
}  # fmt: skip
LABEL = {
    "request": "关联需求", "person": "负责人", "collaborators": "协作部门", "priority": "优先级", "planned_start": "计划开始",
    "actual_finish": "实际完成", "progress": "完成进度", "status": "状态", "risk": "风险等级", "risk_note": "风险说明", "depends_on": "前置任务",
}  # fmt: skip
SILENT, REPAIRED, INVALID, AMBIGUOUS = "", "repaired-value", "invalid-value", "ambiguous-value"


def typed(name: str, zh: str, en: str, field: str, value: object, code: str = SILENT, after: object = None, number_format: str = "") -> None:
    """A case of one value in one cell; without an `after` the cell keeps what it held."""

    def mangle(book: Book) -> None:
        cell = book[TASK].sheet[f"{COLUMN[field]}{ROW}"]
        cell.value = value
        if number_format:
            cell.number_format = number_format

    mangle.__name__ = name
    takes = {} if after is None else {f"{RECORD}.{field}": after}
    tells = [f"{code} {RECORD}.{field}@{COLUMN[field]}{ROW}"] if code else []
    same = [str(value)] if not takes and not tells else []
    said = str(value).replace("\n", "⏎")
    status = "merged" if tells else ""  # an edit was read, whatever became of it
    VALUES.case(zh=zh.format(said), en=en.format(said), takes=takes, tells=tells, same=same, status=status)(mangle)


DAY = "planned_start"
for number, (text, code, after) in enumerate(
    (
        ("2026年11月27日", SILENT, "2026-11-27"),
        ("2026.11.27.", SILENT, "2026-11-27"),
        ("２０２６－１１－２７", SILENT, "2026-11-27"),
        ("2026年11月27日（周五）", SILENT, "2026-11-27"),
        ("2026-11-27 17:00", SILENT, "2026-11-27"),
        ("二〇二六年十一月二十七日", SILENT, "2026-11-27"),
        ("'2026-11-27", SILENT, "2026-11-27"),
        ("11月27日", REPAIRED, "2026-11-27"),
        ("11/27 17:00", REPAIRED, "2026-11-27"),
        ("26-11-27", REPAIRED, "2026-11-27"),
        ("20261127", REPAIRED, "2026-11-27"),
        ("03/04/2026", AMBIGUOUS, None),
        ("2026-11-27T16:00:00Z", AMBIGUOUS, None),
        ("2026年11月27日（周四）", AMBIGUOUS, None),
        ("11月底前", INVALID, None),
        ("今天", INVALID, None),
        ("已于11月20日完成", INVALID, None),
        ("2026年11月31日", INVALID, None),
        ("2026年12月", INVALID, None),
        ("11月27日-12月4日", INVALID, None),
    ),
    1,
):
    typed(f"day_{number}", "日期写成“{}”", "A date written “{}”", DAY, text, code, after)
typed("day_of_a_number", "日期格里填数字 9.25（常规格式）", "9.25 in a date cell, General format", DAY, 9.25, REPAIRED, "2026-09-25", "General")
typed("day_of_digits", "日期格里填数字 20261127", "The number 20261127 in a date cell", DAY, 20261127, REPAIRED, "2026-11-27", "General")
typed("day_or_tenth", "日期格里填数字 9.1（常规格式）", "9.1 in a date cell, General format", DAY, 9.1, AMBIGUOUS, None, "General")
typed("day_long_ago", "日期格里填数字 45", "The number 45 in a date cell", DAY, 45, INVALID)

for number, (text, code, share) in enumerate(
    (
        ("８０％", SILENT, 0.8),
        ("80％。", SILENT, 0.8),
        ("0.5", SILENT, 0.5),
        ("100", REPAIRED, 1.0),
        ("百分之八十", REPAIRED, 0.8),
        ("1", AMBIGUOUS, None),
        ("约80%", INVALID, None),
        ("八成", INVALID, None),
        ("120%", INVALID, None),
        ("已完成", INVALID, None),
    ),
    1,
):
    typed(f"percent_{number}", "进度写成“{}”", "Progress written “{}”", "progress", text, code, share)
typed("percent_as_number", "常规格式里填 80", "80 in a cell of General format", "progress", 80, REPAIRED, 0.8, "General")
typed("percent_as_day", "日期格式里填 80", "80 in a cell formatted as a date", "progress", 80, REPAIRED, 0.8, "yyyy-mm-dd")

for number, (field, text, code, meant) in enumerate(
    (
        ("status", "Done", SILENT, "done"),
        ("status", "已完成！", SILENT, "done"),
        ("status", "进行中", REPAIRED, "on_track"),
        ("status", "推迟", REPAIRED, "delayed"),
        ("status", "進行中", REPAIRED, "on_track"),
        ("status", "已完城", INVALID, None),
        ("status", "未完成", INVALID, None),
        ("status", "完成80%", INVALID, None),
        ("status", "√", INVALID, None),
        ("priority", "高/中", INVALID, None),
        ("priority", "特急", REPAIRED, "high"),
        ("risk", "高！", SILENT, "high"),
        ("collaborators", "市场部/技术部", SILENT, ["技术部", "市场部"]),
        ("collaborators", "技术部\n市场部", SILENT, ["技术部", "市场部"]),
        ("collaborators", "技术部（主）、市场部", REPAIRED, ["技术部", "市场部"]),
        ("collaborators", "技术、市场部", INVALID, None),
        ("depends_on", "T-KF-001、T-KF-2", REPAIRED, ["T-KF-001", "T-KF-002"]),
        ("depends_on", "T-KF-001~003", INVALID, None),
        ("request", "REQ-KF-001 提升满意度", SILENT, "REQ-KF-001"),
        ("person", "张三（客服）", SILENT, "张三（客服）"),
        ("risk_note", "  =1+1 不是公式  ", SILENT, "=1+1 不是公式"),
        ("risk_note", "第一行\n第二行 😀", SILENT, "第一行\n第二行 😀"),
    ),
    1,
):
    typed(f"word_{number}", f"“{LABEL[field]}”写成“{{}}”", f"“{LABEL[field]}” written “{{}}”", field, text, code, meant)
typed("long_number", "文字栏里填 18 位数字", "A number of 18 digits in a text cell", "person", 110101199003071234, REPAIRED, "110101199003071000")
typed("error_text", "粘贴来的 #REF!", "A pasted #REF!", "status", "#REF!", INVALID)
typed("formula_without_result", "没有计算过的公式", "A formula that was never calculated", "risk", '="高"', "uncalculated-formula")
typed("word_for_blank", "用“——”表示没有", "—— for nothing", "risk", "——")


@VALUES.case(
    zh="下一行写“同上”",
    en="“同上” (ditto) in the next row",
    takes={"T-KF-003.planned_start": "2026-10-26", "T-KF-003.status": "on_track", "T-KF-003.person": "话术专员"},
    tells=["repaired-value T-KF-003.planned_start@L10", "repaired-value T-KF-003.status@P10", "repaired-value T-KF-003.person@F10"],
)
def ditto(book: Book) -> None:
    for field in ("planned_start", "status", "person"):
        book[TASK][RECORD, LABEL[field]] = "同上"


@VALUES.case(
    zh="控制字符（写作 _x0001_ 的那种）",
    en="A control character",
    takes={"T-KF-003.risk_note": "甲乙"},
    tells=["repaired-value T-KF-003.risk_note@R10"],
)
def control_character(book: Book) -> None:
    book[TASK][RECORD, LABEL["risk_note"]] = "甲\x7f乙"


@VALUES.case(zh="必填的格被清空", en="A required cell was cleared", status="merged", tells=["required-missing T-KF-003.person@F10"])
def required_cleared(book: Book) -> None:
    book[TASK][RECORD, LABEL["person"]] = None


@VALUES.case(zh="满意度写成“4分”", en="A rating written “4分”", status="merged", tells=["invalid-value R-KF-001.satisfaction@J8"])
def rating(book: Book) -> None:
    book["复盘总结"]["R-KF-001", "协作满意度"] = "4分"
