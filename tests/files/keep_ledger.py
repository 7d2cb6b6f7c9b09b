"""Keeps a sample of a ledger as this version of the program writes it, for the tests of later versions.

    python tests/files/keep_ledger.py old_ledgers/2-what-is-special-about-it.sql

The number in front is the version of the ledger's tables. Beside the facts (as SQL) the issued workbooks and the returned copies are kept under their
SHA-256, so that everything can be read again. Run it with the code that is to be remembered: `git worktree add` gives that of an earlier commit.
"""

from __future__ import annotations

import random
import secrets
import shutil
import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from play import FRIDAY, NEXT, TINY, add, edit, fill, issue, make, merged  # noqa: E402 # found on the path of the line above

from sheetsync.model.project import Department, Project  # noqa: E402 # as above
from sheetsync.workflow.folder import Folder  # noqa: E402 # as above
from sheetsync.workflow.generate import generate  # noqa: E402 # as above
from sheetsync.workflow.resolve import settle  # noqa: E402 # as above

HALLS = (Department("东馆", "DG", "东馆长"), Department("西馆", "XG", "西馆长"))
PROJECT = Project("器材", "zh", HALLS, templates=(str(TINY),), country="", blank_rows=4)
LOANS = (
    ("器材", "馆", "领用者", "领走", "应还", "去向", "配件", "件数", "电量", "代管馆", "随记"),
    ("相机", "东馆", "学生甲", "2026-11-02", "2026-11-17", "在外", "充电器", "1", "50%", "西馆", "旧的一行"),
    ("投影仪", "西馆", "学生乙", "2026-11-09", "2026-11-24", "在外", "", "2", "", "东馆", ""),
)


def play(path: Path) -> Folder:
    """Two rounds: of the first, one decision is settled and one stays open; to the second, one of the halls has answered."""
    folder = make(path, PROJECT, {"loan": LOANS})
    issue(folder)
    back = edit("LN-DG-001", back_by="2026年11月27日", extras="充电器、背包", pieces=2)
    fill(folder, "东馆", back, add("loan", item="话筒", taker="学生丙", back_by="11月30日", power=0.9), name="东.xlsx", by="甲")
    wish = edit("LN-DG-001", item="单反相机", jottings="西馆看过")
    fill(folder, "西馆", wish, edit("LN-XG-001", stage="收讫", came_back="2026-11-19"), name="西.xlsx")
    merged(folder)
    settle(folder, "东馆", ["LN-DG-001.back_by"], FRIDAY)
    generate(folder, None, ["东馆"], today=NEXT)
    for file in folder.inbox.iterdir():
        file.unlink()
    fill(folder, "东馆", edit("LN-DG-001", power="70%"), name="东二.xlsx", saved="2026-11-26 09:00", round_="2026-W48", by="甲")
    merged(folder, day=date(2026, 11, 27))
    return folder


def keep(folder: Folder, target: Path) -> None:
    """Writes the facts to `target`, and the files to `kept/` beside it."""
    with sqlite3.connect(folder.private / "ledger.db") as ledger:
        target.write_text("\n".join(ledger.iterdump()) + "\n", encoding="utf-8")
        names = dict(ledger.execute("SELECT sha256, token FROM issues").fetchall())
        for sha256, token in names.items():
            shutil.copyfile(folder.issued_file(token), target.parent / "kept" / sha256)
        for (sha256,) in ledger.execute("SELECT sha256 FROM copies").fetchall():
            shutil.copyfile(folder.copy_file(sha256), target.parent / "kept" / sha256)


if __name__ == "__main__":
    secrets.randbits = random.Random(7).getrandbits  # the same return codes each time
    with tempfile.TemporaryDirectory() as scratch:
        keep(play(Path(scratch) / "project"), HERE / sys.argv[1])
