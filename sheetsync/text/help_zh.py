# ruff: noqa: E501 - a sentence stands on one line
"""The help of the command line in Chinese: what the commands and options say in English, and how that goes in Chinese.

The English stands with the commands themselves; a test holds that nothing of it is missing here, and that nothing else is here.
"""

HELP: dict[str, str] = {
    # ── the whole ──
    "Send every department a standard Excel workbook, merge the copies that come back,\nsee what conflicts, is overdue or at risk: one consolidated workbook a week.": "给每个部门发一份标准 Excel 工作簿，把交回的副本合并，看清哪里说法不一、哪些逾期或有风险：每周一份汇总工作簿。",
    "Show the version and exit.": "显示版本后退出。",
    "Show this message and exit.": "显示本说明后退出。",
    "The project's folder (default: the nearest one upwards from here).": "项目文件夹（默认从当前文件夹往上找最近的一个）。",
    "Print nothing but errors and --json.": "除错误和 --json 外什么都不显示。",
    "Print one JSON document and nothing else.": "只输出一份 JSON。",
    # ── init, import, generate ──
    "Make a project folder.": "新建项目文件夹。",
    "The project's name (default: the folder's).": "项目名称（默认用文件夹的名称）。",
    "The language of the workbooks (default: zh).": "工作簿的语言（默认 zh）。",
    "A template of the workbooks; repeat it for each.": "工作簿的一个模板；每个模板写一次。",
    "A department; repeat it for each.": "一个部门；每个部门写一次。",
    "Take an existing list (.xlsx or .csv) into the project.": "把已有的清单（.xlsx 或 .csv）导入项目。",
    "The sheet that its rows belong to, by key or name: task, say.": "清单各行归入哪张表，写键名或表名，如 task、任务跟踪。",
    "Write one workbook per department into outbox/.": "给每个部门生成一份工作簿，放在 outbox/。",
    "Write one workbook per department into outbox/. Opens the round; again in the same round: the same workbooks.": "给每个部门生成一份工作簿，放在 outbox/。同时开始这一轮；同一轮里再运行，得到的是同样的工作簿。",
    "The round (default: this ISO week).": "轮次（默认是本周）。",
    "Only this department; may be repeated.": "只生成这个部门的；可以写几次。",
    # ── check, merge ──
    "Look copies over without merging them.": "只查看副本，不合并。",
    "Look copies over without merging them. Says what would be merged, what is wrong, and where.": "只查看副本，不合并。说明会合并什么、哪里有问题、在哪一格。",
    "Merge what came back.": "合并收回的副本。",
    "Merge what came back. Reads every copy (default: those in inbox/), checks the result, and writes the consolidated workbook.": "合并收回的副本。读取每一份（默认是 inbox/ 里的），检查结果，写出汇总工作簿。",
    "Where the consolidated workbook goes (default: reports/ROUND.xlsx).": "汇总工作簿写到哪里（默认 reports/轮次.xlsx）。",
    "The day that “overdue” is measured from (default: today).": "逾期算到哪一天（默认今天）。",
    "Write the one copy's workbook to OUT, with what is to be mended marked in it.": "把这份副本重新排好写到 OUT，标出要修正的地方。",
    "Release FILES: they are copies of what this department was sent.": "放行所给的文件：它们是发给这个部门的那一份。",
    "The round, which must be the open one; with --as, the round of what was sent.": "轮次，须是当前这一轮；配 --as 时是发出那一份的轮次。",
    "Take this copy back out; may be repeated.": "把这份副本撤出来；可以写几次。",
    "Show what would come of it, and keep nothing.": "只看结果会怎样，什么都不保存。",
    "What opens returned files that are protected by a password; may be repeated.": "打开设了密码的文件用的密码；可以写几次。",
    # ── resolve, reopen ──
    "Take in the coordinator's decisions.": "读回协调人的决定。",
    "Take in the coordinator's decisions. Reads the answers and edits of a consolidated workbook (default: the open round's), and writes it anew.": "读回协调人的决定。读取汇总工作簿（默认是当前轮次的）里的选择和修改，再重新写出。",
    'A KEY is that of an open decision; its field may go by its label: "T-JS-001 风险等级".': "KEY 是待决事项的编号，其中的字段也可以写名称：“T-JS-001 风险等级”。",
    "Settle the decisions named for what this department says.": "把写出的待决事项定为这个部门的意见。",
    "Settle the decisions named for what stands now.": "把写出的待决事项定为现值。",
    "Open an earlier round again.": "重新打开以前的一轮。",
    "Open an earlier round again. Withdraws the rounds after it, as long as nothing of them was merged or decided.": "重新打开以前的一轮。撤回它以后的各轮；那些轮次里已经合并或决定过什么，就不能撤回。",
    # ── status, history, log, doctor ──
    "Show who has returned, and how it stands.": "看谁交了、进度如何。",
    "Show who has returned, and how it stands. Open decisions, overdue and at-risk counts.": "看谁交了、进度如何：待决、逾期和有风险的各有多少。",
    "The round (default: the open one).": "轮次（默认当前轮次）。",
    "Tell every value that a record has had.": "查一条记录的全部经过。",
    "Tell every value that a record has had. With who, when, which copy and which cell.": "查一条记录的全部经过：谁、什么时候、在哪一份的哪一格填的。",
    "List the rounds, the copies and the decisions.": "列出各轮、各份副本和各项决定。",
    "Verify the ledger.": "核对台账。",
    "Verify the ledger. Reads every kept file again, merges everything anew, and says what differs.": "核对台账。重新读取每个存底文件，从头合并一遍，说明哪里不同。",
    "Move a shared ledger back into the project's folder.": "把共用的台账移回项目文件夹。",
    "Move a shared ledger back into the project's folder. The database keeps a copy, which no command uses any more.": "把共用的台账移回项目文件夹。数据库里留有一份，各命令不再使用它。",
    # ── template, demo ──
    "Show, check and start templates.": "查看、检查和新建模板。",
    "List the templates.": "列出模板。",
    "List the templates. Those of the project, and those that come with sheetsync.": "列出模板：本项目的和自带的。",
    "Show the sheets and fields of a template.": "显示模板的各张表和字段。",
    "Name every mistake of a template.": "指出模板里的每一处错误。",
    "Start a template of your own from the standard one.": "以标准模板为底，新建自己的模板。",
    "Play a week with a sample project.": "用样例项目演一周。",
    "Play a week with a sample project. Issues workbooks, fills them in as departments would, merges, and says where to look.": "用样例项目演一周：发出工作簿，像各部门那样填写，合并，再告诉您看哪些文件。",
    "The language of the sample (default: that of your system).": "样例的语言（默认随系统）。",
    # ── what stands around it ──
    "Usage": "用法",
    "Options": "选项",
    "Commands": "命令",
    "Example": "例",
    "required": "必填",
    "default": "默认",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
}
