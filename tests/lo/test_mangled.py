"""The cases of the catalogue of mangled copies that need LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalogue.everything import CASES
from catalogue.harness import Case, assert_played, issued_project
from office import Office

from sheetsync.workflow.folder import Folder

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return issued_project(tmp_path_factory.mktemp("catalogue"))


@pytest.mark.parametrize("case", [case for case in CASES if case.office], ids=lambda case: case.name)
def test_a_copy_mangled_in_libreoffice(case: Case, folder: Folder, tmp_path: Path, office: Office) -> None:
    assert_played(case, folder, tmp_path, office)
