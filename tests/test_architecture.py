"""The floors of the house, held over the import statements of every module, and the holding itself tested."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetsync.model.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sheetsync"

FLOORS = {"__main__": 4, "cli": 3, "api": 3, "workflow": 2, "steps": 1, "files": 1, "text": 1, "frames": 1, "model": 0}
"""The floor of each part of the package; those on one floor do not see each other."""

HEAVY = ("pandas", "openpyxl", "sqlalchemy", "holidays", "xlsxwriter", "rapidfuzz", "psycopg")
PURE = ("steps", "model")
IMPURE = (
    "click",
    "openpyxl",
    "pandas",
    "sqlalchemy",
    "xlsxwriter",
    "holidays",
    "sqlite3",
    "psycopg",
    "zipfile",
    "tempfile",
    "shutil",
    "subprocess",
    "socket",
)
"""What no step and no part of the model may use, since it touches a disk, a network or a terminal."""


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(tree: ast.AST, module: str, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """The line and the absolute name of everything that a module imports, wherever and however it does so."""
    here = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(here, node.level, node.module or "")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _imports_by_name(node.func):
            yield node.lineno, _named(node, here)


def _absolute(here: str, level: int, name: str) -> str:
    if not level:
        return name
    parts = here.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([name] if name else [])])


def _imports_by_name(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    return name in ("__import__", "import_module")


def _named(call: ast.Call, here: str) -> str:
    """The module that a call names; one that only turns up at run time could be any, and so is on no floor."""
    first = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "name"), None)
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return "sheetsync.<unknown>"
    level = len(first.value) - len(first.value.lstrip("."))
    return _absolute(here, level, first.value[level:])


def trespasses(source: str, module: str, is_package: bool = False) -> list[str]:
    """Every import of a module that goes up, or sideways to a stranger, as sentences."""
    found = []
    for line, name in imported(ast.parse(source), module, is_package):
        why = _forbidden(module.split("."), name.split("."))
        if why:
            found.append(f"{module}:{line} imports {name}: {why}")
    return found


def _forbidden(here: list[str], there: list[str]) -> str:
    if there[0] in IMPURE and len(here) > 1 and here[1] in PURE:
        return "steps and model touch nothing outside"
    if there[0] != "sheetsync" or len(here) == 1:
        return ""
    if len(there) == 1 or there[1] not in FLOORS:
        return "" if there[1:] == ["__version__"] else "only a named part of the package may be imported"
    if there[1] == here[1]:
        strangers = here[1] == "steps" and len(here) > 2 and here[2] != there[2:3][0] and _is_step(there) and _is_step(here)
        return "steps are strangers to one another" if strangers else ""
    if FLOORS[there[1]] >= FLOORS[here[1]]:
        return "imports go down only"
    return ""


def _is_step(name: list[str]) -> bool:
    """A step is a package in steps/; a module beside them is a tool that conductors use."""
    return len(name) > 2 and (PACKAGE / "steps" / name[2]).is_dir()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_the_floors_below_only(module: str) -> None:
    path = MODULES[module]
    assert trespasses(path.read_text("utf-8"), module, path.name == "__init__.py") == []


def test_every_part_of_the_package_has_its_floor() -> None:
    parts = {module.split(".")[1] for module in MODULES if module.count(".")}
    assert parts == set(FLOORS)


FORBIDDEN = [
    ("sheetsync.model.x", "import sheetsync.files.whole"),
    ("sheetsync.model.x", "import os, sheetsync.files.whole as w"),
    ("sheetsync.model.x", "from sheetsync.files import whole"),
    ("sheetsync.model.x", "from sheetsync.files.whole import whole_file"),
    ("sheetsync.model.x", "from sheetsync import files"),
    ("sheetsync.model.x", "from sheetsync import *"),
    ("sheetsync.model.x", "import sheetsync"),
    ("sheetsync.model.x", "from .. import files"),
    ("sheetsync.model.x", "from ..files import whole"),
    ("sheetsync.model.x", "from ..files.whole import whole_file as w"),
    ("sheetsync.model.x", "def f():\n    from sheetsync.files import whole"),
    ("sheetsync.model.x", "class A:\n    import sheetsync.files.whole"),
    ("sheetsync.model.x", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sheetsync.workflow.folder import Folder"),
    ("sheetsync.model.x", "try:\n    import sheetsync.cli\nexcept ImportError:\n    pass"),
    ("sheetsync.model.x", "import importlib\nimportlib.import_module('sheetsync.files.whole')"),
    ("sheetsync.model.x", "import importlib\nimportlib.import_module(name='sheetsync.files.whole')"),
    ("sheetsync.model.x", "import importlib\nimportlib.import_module('..files.whole', __package__)"),
    ("sheetsync.model.x", "from importlib import import_module\nimport_module('sheetsync.files.whole')"),
    ("sheetsync.model.x", "import importlib\nname = 'a'\nimportlib.import_module(name)"),
    ("sheetsync.model.x", "__import__('sheetsync.files.whole')"),
    ("sheetsync.model.x", "import builtins\nbuiltins.__import__('sheetsync.files.whole')"),
    ("sheetsync.model.x", "import sqlite3"),
    ("sheetsync.steps.merge.x", "from sheetsync.steps.intake import tokens"),
    ("sheetsync.steps.merge.x", "from sheetsync.steps import intake"),
    ("sheetsync.steps.merge.x", "from ..intake import tokens"),
    ("sheetsync.steps.merge.x", "import sheetsync.steps.intake.rows"),
    ("sheetsync.steps.merge.x", "from sheetsync.files import whole"),
    ("sheetsync.steps.merge.x", "from sheetsync.text import words"),
    ("sheetsync.steps.merge.x", "from openpyxl.utils import get_column_letter"),
    ("sheetsync.files.x", "from sheetsync.steps.merge import merge"),
    ("sheetsync.files.x", "from sheetsync.text import words"),
    ("sheetsync.text.x", "from sheetsync.files import whole"),
    ("sheetsync.workflow.x", "from sheetsync.cli.show import table"),
    ("sheetsync.workflow.x", "from sheetsync import cli"),
    ("sheetsync.cli.x", "from sheetsync import api"),
]


@pytest.mark.parametrize(("module", "source"), FORBIDDEN)
def test_every_way_of_spelling_a_forbidden_import_fails(module: str, source: str) -> None:
    assert trespasses(source, module) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("sheetsync.model.x", "from sheetsync.model.record import Record"),
        ("sheetsync.model.x", "from . import record"),
        ("sheetsync.model.x", "import re, datetime"),
        ("sheetsync.steps.merge.x", "from sheetsync.steps.merge.cells import decide"),
        ("sheetsync.steps.merge.x", "from .cells import decide"),
        ("sheetsync.steps.merge.x", "from ...model import record"),
        (
            "sheetsync.workflow.x",
            "from sheetsync.steps.merge import merge\nfrom sheetsync.files import whole\nfrom sheetsync.text import words",
        ),
        ("sheetsync.cli.x", "from sheetsync import __version__\nfrom sheetsync.workflow.folder import Folder"),
    ],
)
def test_imports_that_go_down_are_free(module: str, source: str) -> None:
    assert trespasses(source, module) == []


def test_relative_imports_of_a_package_start_at_the_package() -> None:
    assert trespasses("from ..files import whole", "sheetsync.model", is_package=True) != []
    assert trespasses("from . import record", "sheetsync.model", is_package=True) == []


# ── no code knows a sheet or a field of the standard template by name ──

STANDARD = tomllib.loads((ROOT / "workbook_templates" / "standard.toml").read_text("utf-8"))

OWN_WORDS = {
    "options of checks, that a template fills in": {option for options in RULES.values() for option in options},
    "keys of a project file": {"initiating_department", "starts_on", "ends_on"},
    "a round's facts": {"due_at"},
    "a sheet of the consolidated workbook": {"overview"},
}
"""Words of the program's own that happen to be keys of the standard template too, by what they are."""


def standard_keys() -> set[str]:
    """The keys of sheets, and those of fields that are no everyday words."""
    sheets = STANDARD["sheets"]
    return set(sheets) | {field for sheet in sheets.values() for field in sheet.get("fields", {}) if "_" in field}


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string of a module that is no docstring."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def known_keys(source: str) -> list[str]:
    """Where a module names a sheet or a field of the standard template."""
    own = set().union(*OWN_WORDS.values())
    return [f"line {line}: {text!r}" for line, text in strings(ast.parse(source)) if text in standard_keys() - own]


@pytest.mark.parametrize("module", MODULES)
def test_no_code_knows_a_sheet_or_a_field_of_the_standard_template(module: str) -> None:
    assert known_keys(MODULES[module].read_text("utf-8")) == []


def test_the_keys_are_found() -> None:
    keys = standard_keys()
    assert {"task", "planned_finish", "reviewing_department"} <= keys
    assert len(keys) > 30
    assert known_keys("def f(book):\n    'planned_finish'\n    return book['task']['risk_note']") == ["line 3: 'risk_note'", "line 3: 'task'"]


# ── the command line answers at once ──


def test_importing_the_command_line_loads_no_large_library() -> None:
    code = "import sys, sheetsync, sheetsync.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert "sheetsync" in loaded
    assert set(loaded) & set(HEAVY) == set()
