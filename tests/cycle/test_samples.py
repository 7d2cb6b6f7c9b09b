"""The sample projects are what their scripts make of them, and their pages name every finding with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from play import adds_up

from samples import FOLDER, KEPT, READMES, SAMPLES, index, make, page, place, played, reasons, script_of
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.workflow.play import Played


@pytest.fixture(scope="module", params=list(SAMPLES))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Played]:
    target = tmp_path_factory.mktemp("sample")
    return request.param, target, make(request.param, target)


def files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_making_it_again_gives_what_lies_there(made: tuple[str, Path, Played]) -> None:
    name, target, _ = made
    there = FOLDER / name
    assert files(target / "project") == files(there / "project"), "run make samples"
    assert {path.parts[0] for path in files(target / "project")} == set(KEPT)
    for path in files(target / "project"):
        mine, theirs = ((folder / "project" / path).read_bytes() for folder in (target, there))
        # another version of a library may pack the same cells otherwise
        assert mine == theirs or read_workbook(mine).sheets == read_workbook(theirs).sheets, f"{path}: run make samples"


def test_every_finding_has_its_reason_and_every_reason_its_finding(made: tuple[str, Path, Played]) -> None:
    name, _, found = made
    assert {(f.code, place(f)) for f in found.result.findings} == set(reasons(script_of(name)))


def test_its_pages_are_those_that_lie_there(made: tuple[str, Path, Played]) -> None:
    name, _, found = made
    for language, file in READMES.items():
        assert (FOLDER / name / file).read_text("utf-8") == page(name, found.result, language), "run make samples"


def test_its_edits_add_up(made: tuple[str, Path, Played]) -> None:
    assert adds_up(made[2].result)


def test_making_it_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (make("launch", tmp_path / name) and tmp_path / name for name in ("first", "second"))
    assert files(first) == files(second)
    assert all((first / path).read_bytes() == (second / path).read_bytes() for path in files(first))


def test_all_samples_together_are_small() -> None:
    assert sum((FOLDER / path).stat().st_size for path in files(FOLDER)) < 6_000_000


def test_the_list_of_samples_names_each() -> None:
    for language, file in READMES.items():
        assert (FOLDER / file).read_text("utf-8") == index(language), "run make samples"
    assert all(name in (FOLDER / "README.md").read_text("utf-8") for name in SAMPLES)
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(SAMPLES)


def test_what_came_of_an_approved_adjustment_and_a_failed_acceptance_is_seen(tmp_path: Path) -> None:
    product, service = (played(name, tmp_path / name).result.state for name in ("product", "service"))
    assert (product["adjustment"]["ADJ-SH-010"]["approval"], product["task"]["T-SH-002"]["planned_finish"]) == ("approved", "2026-11-02")
    assert (service["acceptance"]["A-JS-001"]["result"], service["task"]["T-JS-002"]["status"]) == ("failed", "at_risk")
