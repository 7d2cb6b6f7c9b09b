"""Programs with which departments save their workbooks, apart from Excel, WPS and LibreOffice."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas

NPM = Path(__file__).resolve().parent / "npm"
Typed = str | int | float | date
Cells = Mapping[tuple[str, str], Typed]
"""What is typed, by (sheet's name, address)."""


def lacking() -> str:
    """What is missing to run the JavaScript libraries, in a few words."""
    if not shutil.which("node"):
        return "Node.js is not installed (node)"
    if not (NPM / "node_modules" / "exceljs").is_dir() or not (NPM / "node_modules" / "xlsx").is_dir():
        return "ExcelJS and SheetJS are not there (npm ci --prefix tests/npm)"
    return ""


def openpyxl_saves(source: Path, target: Path, cells: Cells) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells that it leaves out what Excel alone shows
        book = openpyxl.load_workbook(source)
    for (sheet, address), value in cells.items():
        book[sheet][address].value = value
    book.save(target)


def pandas_saves(source: Path, target: Path, cells: Cells) -> None:
    """Reads every sheet into a frame and writes the frames: no format, no property, no hidden sheet outlives it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        frames = pandas.read_excel(source, sheet_name=None, header=None, dtype=object, keep_default_na=False)
    for (sheet, address), value in cells.items():
        row, column = openpyxl.utils.cell.coordinate_to_tuple(address)
        frames[sheet].iat[row - 1, column - 1] = datetime.combine(value, datetime.min.time()) if isinstance(value, date) else value
    with pandas.ExcelWriter(target) as writer:
        for name, frame in frames.items():
            frame.to_excel(writer, sheet_name=name, header=False, index=False)


@dataclass(frozen=True)
class Node:
    """A Node.js process that saves workbooks with one library after the other."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls) -> Node:
        command = ["node", "save.js"]
        return cls(subprocess.Popen(command, cwd=NPM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"))

    def saves(self, writer: str, source: Path, target: Path, cells: Cells) -> None:
        assert self.process.stdin
        assert self.process.stdout
        job = {"writer": writer, "open": str(source), "save": str(target), "type": [_typed(*place, value) for place, value in cells.items()]}
        print(json.dumps(job), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


def _typed(sheet: str, cell: str, value: Typed) -> dict[str, object]:
    kind = "day" if isinstance(value, date) else "text" if isinstance(value, str) else "number"
    return {"sheet": sheet, "cell": cell, kind: value.isoformat() if isinstance(value, date) else value}
