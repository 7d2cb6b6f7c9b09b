"""The documentation says what the program does: what it quotes is up to date, and nothing that a user may meet is left out."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path

import click
import pytest
from quoted import BLOCK, CATALOGUES, DAY, MANGLED, READMES, ROOT, TEMPLATES, documents

from sheetsync.cli.commands import sheetsync
from sheetsync.files.ledger_address import SCHEMA
from sheetsync.files.ledger_shared import IDENTITY
from sheetsync.files.projects import read_project
from sheetsync.files.templates import template_names
from sheetsync.model.finding import CODES
from sheetsync.workflow.demo import demo

LANGUAGES = sorted(READMES)
EVERYWHERE = {"--json", "--quiet", "--project", "--help"}
PAGES = [*READMES.values(), *CATALOGUES.values(), *MANGLED.values(), *TEMPLATES.values(), ROOT / "CHANGELOG.md"]


def readme(language: str) -> str:
    return READMES[language].read_text("utf-8")


# ── what is quoted is up to date ──


def test_what_the_documents_quote_is_what_the_program_says() -> None:
    stale = {str(path.relative_to(ROOT)): text for path, text in documents() if path.read_text("utf-8") != text}
    assert stale == {}, "run `make docs`, and look at the difference"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_in_python_runs(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo(tmp_path / "sheetsync-demo", language, DAY)
    monkeypatch.chdir(tmp_path)
    example = re.search(r"^```python\n(.*?)^```$", readme(language), re.DOTALL | re.MULTILINE)
    assert example is not None
    test = doctest.DocTestParser().get_doctest(example[1], {}, READMES[language].name, None, 0)
    report: list[str] = []
    results = doctest.DocTestRunner().run(test, out=report.append)
    assert results.attempted > 4
    assert results.failed == 0, "".join(report)


def test_the_command_that_runs_the_tests_is_the_one_that_is_proved() -> None:
    """`.ci/run` reads it from the README by this mark."""
    assert "<!-- test command -->\n```console\n$ make test\n```" in readme("en")
    assert "$ make test\n" in readme("zh")


# ── nothing is left out ──


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_that_comes_along_is_named(language: str) -> None:
    named = set(re.findall(r"`([a-z]+)`", readme(language))) | {"standard"}
    assert set(template_names()) <= named


def commands(group: click.Group = sheetsync, name: str = "sheetsync") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for each, command in group.commands.items():
        inner = f"{name} {each}"
        found.update(commands(command, inner) if isinstance(command, click.Group) else {inner: command})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented_with_its_options(language: str, name: str) -> None:
    rows = [line for line in readme(language).splitlines() if line.startswith(f"| `{name}`")]
    assert len(rows) == 1
    options = {flag for p in commands()[name].params if isinstance(p, click.Option) for flag in p.opts if flag.startswith("--")}
    assert {flag for flag in options - EVERYWHERE if f"`{flag}`" not in rows[0]} == set()
    assert set(re.findall(r"`(--[a-z-]+)`", rows[0])) <= options


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_of_all_commands_is_documented(language: str) -> None:
    assert {flag for flag in EVERYWHERE if f"`{flag}`" not in readme(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_no_other_is_documented(language: str) -> None:
    catalogue = CATALOGUES[language].read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", catalogue, re.MULTILINE)) == set(CODES)
    listed = readme(language).partition("<!-- codes -->")[2].partition("<!-- /codes -->")[0]
    assert sorted(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", listed.split("\n", 3)[3])) == sorted(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [0, 1, 2, 3, 130])
def test_every_exit_code_is_documented(language: str, code: int) -> None:
    assert f"\n| {code} | " in readme(language)


# ── the two READMEs say the same ──


def test_the_readmes_have_the_same_headings() -> None:
    levels = {language: re.findall(r"^(#+) ", BLOCK.sub("", readme(language)), re.MULTILINE) for language in LANGUAGES}
    assert levels["en"] == levels["zh"]
    assert len(levels["en"]) > 8


def test_the_readmes_show_the_same_commands_and_make_the_same_decisions() -> None:
    shown = {
        language: [line.split()[:3] for block in BLOCK.findall(readme(language)) for line in block.splitlines() if line.startswith("$ ")]
        for language in LANGUAGES
    }
    assert shown["en"] == shown["zh"]
    decisions = {language: len(re.findall(r"^- \*\*", readme(language), re.MULTILINE)) for language in LANGUAGES}
    assert decisions["en"] == decisions["zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_that_are_shown_are_read_as_they_are_meant(language: str) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", readme(language), re.DOTALL)
    content = tomllib.loads(shown)
    content["project"].update(name="甲", language=language)
    assert read_project({**content, "departments": [{"name": "甲", "code": "A"}]}).ledger == content["project"]["ledger"]
    words = {"PGPASSWORD", IDENTITY, f"`{SCHEMA}`", "?schema=", "sheetsync-workbooks[postgresql]"}
    assert {word for word in words if word not in readme(language)} == set()


# ── links and pictures ──


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).is_file()] == []


def test_pictures_are_pictures_of_a_reasonable_size() -> None:
    pictures = sorted((ROOT / "docs").glob("*.png"))
    used = {name for language in LANGUAGES for name in re.findall(r"docs/([a-z-]+\.png)", readme(language))}
    assert {picture.name for picture in pictures} == used
    for picture in pictures:
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 300 * 1024


@pytest.mark.parametrize("page", [*PAGES, ROOT / "Makefile"], ids=lambda page: page.name)
def test_every_target_of_make_that_is_named_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:\$ |`)make ([a-z]+)", page.read_text("utf-8"))) <= set(targets)
