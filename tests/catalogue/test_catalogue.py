"""Plays the catalogue of mangled copies: for every case the whole outcome, and nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalogue.everything import CASES
from catalogue.harness import Case, assert_played, issued_project

from sheetsync.workflow.folder import Folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return issued_project(tmp_path_factory.mktemp("catalogue"))


@pytest.mark.parametrize("case", [case for case in CASES if not case.office], ids=lambda case: case.name)
def test_a_mangled_copy(case: Case, folder: Folder, tmp_path: Path) -> None:
    assert_played(case, folder, tmp_path)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert sorted(names) == sorted(set(names))
