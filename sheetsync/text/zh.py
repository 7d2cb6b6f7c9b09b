"""Chinese sentences.

`{name}` is filled in by `str.format` without format specs; dates come as ISO text and lists are joined. A finding's sentence may use
`file`, `department`, `sheet`, `record`, `field` (labels), `place`, `cell`, `value`, `expected` and every name in its `detail`;
where in which file it was found is put before the sentence, and `detail["nearest"]` after it, so a sentence says neither.
"""

SENTENCES: dict[str, str] = {
    # ── everywhere ──────────────────────────────────────────────────────────────────────────────────────────────
    "list.comma": "、",
    "list.semicolon": "；",
    "where.says": "{where}：{sentence}",
    "where.file": "{file}",
    "where.file-place": "{file}“{place}”表",
    "where.file-place-cell": "{file}“{place}”表 {cell}",
    "where.file-cell": "{file} {cell}",
    "where.place": "“{place}”表",
    "where.place-cell": "“{place}”表 {cell}",
    "where.cell": "{cell}",
    "hint.nearest": "是否想填“{nearest}”？",
    "severity.error": "须处理",
    "severity.warning": "提醒",
    "severity.notice": "知悉",
    # ── what a value should be (expected.<type of field>) ───────────────────────────────────────────────────────
    "expected.id": "发出时已印好的编号",
    "expected.line": "简短文字",
    "expected.text": "文字",
    "expected.person": "姓名",
    "expected.date": "日期，如 2024-09-25",
    "expected.percent": "0% 到 100%",
    "expected.integer": "整数",
    "expected.integer.range": "{minimum} 到 {maximum} 的整数",
    "expected.choice": "以下之一：{choices}",
    "expected.choices": "以下一项或几项：{choices}",
    "expected.department": "以下部门之一：{departments}",
    "expected.departments": "以下一个或几个部门：{departments}",
    "expected.ref": "“{target}”表里的一个编号",
    "expected.refs": "“{target}”表里的一个或几个编号",
    # ── findings: reading a file ────────────────────────────────────────────────────────────────────────────────
    "finding.unreadable-file": "文件打不开，没有读取。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后重新放入。",
    "finding.encrypted-file": "文件设有密码，没有读取。请让{department}取消密码后重新发来。",
    "finding.unsafe-file": "文件结构异常，为安全起见没有读取。请让{department}用 Excel 或 WPS 另存为 .xlsx 后重新发来。",
    "finding.not-a-workbook": "这不是 Excel 工作簿，没有读取。请让部门发来填好的 .xlsx 文件。",
    "finding.unknown-copy": "认不出这是哪个部门的哪一份：回收码和各行编号都对不上本项目。已搁置，没有合并；请核对是否放错了文件。",
    "finding.other-project": "回收码 {value} 属于另一个项目，没有合并。请放入那个项目的收件夹。",
    "finding.duplicate-copy": "与已收到的 {original} 完全相同，不重复合并。",
    "finding.stale-copy": "这是 {round} 轮发出的工作簿。改动已按当时发出的内容比对后合并；请{department}以后用最新一轮的工作簿。",
    "finding.late-copy": "{department}保存于 {saved_at}，晚于回收截止 {due_at}；仍照常合并。",
    "finding.wrong-department": "回收码是{department}的，各行编号却是{other}的。已搁置，没有合并；请确认这份是谁填的。",
    "finding.mixed-identity": "文件里几处回收码互相矛盾（{value}）。已搁置，没有合并；请确认这份是谁填的。",
    "finding.missing-sheet": "缺少“{sheet}”表，该表没有读取。如有改动，请{department}在发出的工作簿里填写后重新发来。",
    "finding.missing-column": "缺少“{field}”列，按没有改动处理。如有改动，请{department}在发出的工作簿里填写后重新发来。",
    "finding.unknown-column": "“{value}”列不是标准列，没有读取。内容如有用，请填到标准列里。",
    "finding.unknown-sheet": "“{place}”不是标准表，没有读取。",
    "finding.renamed-sheet": "“{sheet}”表被改名为“{place}”，仍按原表读取。",
    "finding.renamed-column": "“{field}”列的标题被改成“{value}”，仍按原列读取。",
    "finding.moved-header": "表头移到了第 {row} 行，仍照常读取。",
    "finding.hidden-rows": "有 {count} 行被隐藏或筛选掉，仍照常读取。",
    "finding.skipped-row": "这一行（“{value}”）像是合计、小标题或说明，不是记录，没有读取。",
    "finding.formula-value": "这里是公式，取用了它的结果“{value}”。",
    "finding.uncalculated-formula": "这里是公式，文件里却没有计算结果，没有采用。请在 Excel 里打开并保存一次，或直接填写：{expected}。",
    "finding.comment": "有一条批注：“{value}”。批注不会合并，请看是否需要处理。",
    # ── findings: values and rows ───────────────────────────────────────────────────────────────────────────────
    "finding.invalid-value": "“{field}”填的是“{value}”，没有采用，仍保留原值。应填：{expected}。",
    "finding.ambiguous-value": "“{field}”填的是“{value}”，可以有两种读法，没有采用，仍保留原值。应填：{expected}。",
    "finding.repaired-value": "“{field}”填的是“{value}”，按“{after}”读取。如不对，请改正。",
    "finding.required-missing": "{record} 的“{field}”是必填项，现在是空的。请填写：{expected}。",
    "finding.dangling-reference": "{record} 的“{field}”指向“{value}”，项目里没有这条记录；已照原样保留。应填：{expected}。",
    "finding.relinked": "这一行没有编号，从内容认出是 {record}，改动已算到该记录上。",
    "finding.duplicate-id": "编号 {value} 出现了不止一次：最接近原内容的一行保留编号，这一行作为新记录 {record}。如是误复制，请在表中移除。",
    "finding.unknown-id": "编号 {value} 不是本项目发出的，这一行作为新记录 {record}。",
    "finding.unclear-row": "无法确定这一行是哪条记录（编号与同行内容对不上，可能只排序或粘贴了一部分），没有合并。请核对后重新发来。",
    # ── findings: merging ───────────────────────────────────────────────────────────────────────────────────────
    "finding.conflict": "{sheet} {record} 的“{field}”各方填写不一致：{choices}。决定之前保持“{current}”；请在“待决事项”里选定。",
    "finding.approval": "{department}要把{sheet} {record} 的“{field}”从“{current}”改为“{value}”，这一项改动须批准；请在“待决事项”里选定。",
    "finding.suggestion": "{department}建议把{sheet} {record} 的“{field}”从“{current}”改为“{value}”，但该部门无权改这一格；请在“待决事项”里选定。",
    "finding.possible-duplicate": "{sheet} {record} 与 {other} 像是同一件事，两条都已保留；请在“待决事项”里决定是否合为一条。",
    "finding.removal": "{department}的工作簿里删掉了{sheet} {record}；决定之前仍保留，请在“待决事项”里选定。",
    "finding.superseded": "{record} 的“{field}”先前填的“{value}”，已被{department}后来发来的 {by} 取代。",
    "finding.outvoted": "{department}在 {record} 的“{field}”填的“{value}”没有采用：按规则取“{after}”。",
    "finding.decided-against": "{department}在 {record} 的“{field}”填的“{value}”没有采用：此前已决定为“{after}”。",
    "finding.lines-kept": "{record} 的“{field}”只增不删：{department}删改的旧内容仍保留，新增的内容已加上。",
    # ── findings: checks ────────────────────────────────────────────────────────────────────────────────────────
    # ── issue: the workbook that a department is sent ───────────────────────────────────────────────────────────
    # ── report: the consolidated workbook ───────────────────────────────────────────────────────────────────────
    # ── template and project files: mistakes ────────────────────────────────────────────────────────────────────
    # ── command line ────────────────────────────────────────────────────────────────────────────────────────────
}
