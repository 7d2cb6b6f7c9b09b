"""Project files: what they mean, every mistake in them, and writing them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync import text
from sheetsync.files.project_writer import project_text, write_project
from sheetsync.files.projects import FACTS, FILE, LANGUAGES, SECTIONS, WEEKDAYS, ProjectMistakes, find_project, load_project
from sheetsync.model.project import THRESHOLDS, Department, Project
from sheetsync.text import words

LEAST = """
[project]
name = "满意度"
language = "zh"
[[departments]]
name = "客服部"
code = "KF"
"""


def _load(folder: Path, content: str) -> Project:
    (folder / FILE).write_text(content, encoding="utf-8")
    return load_project(folder)


def _mistakes(folder: Path, content: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(ProjectMistakes) as caught:
        _load(folder, content)
    assert all(mistake.file == FILE for mistake in caught.value.mistakes)
    return [(mistake.key, mistake.code, mistake.value, mistake.nearest) for mistake in caught.value.mistakes]


def test_the_least_that_a_project_says(tmp_path: Path) -> None:
    assert _load(tmp_path, LEAST) == Project("满意度", "zh", (Department("客服部", "KF"),))


def test_all_that_a_project_may_say(tmp_path: Path) -> None:
    project = _load(
        tmp_path,
        """
        [project]
        name = " Launch "
        language = "en"
        templates = ["own.toml", "meetings", "own.toml"]
        goal = "ship"
        background = ""
        initiating_department = "Sales"
        starts_on = 2026-09-01
        ends_on = "2026-12-31"
        [[departments]]
        name = "Sales"
        code = "S1"
        contact = "Lead"
        email = "lead@sales.example.com"
        duty = "sells"
        [calendar]
        country = "de"
        holidays = [2026-12-24, "2026-12-23", "2026-12-24"]
        workdays = ["2026-12-26"]
        timezone = "Europe/Berlin"
        deadline_weekday = "Thursday"
        deadline_time = 9:05
        [thresholds]
        due_soon = 5
        [generate]
        blank_rows = 0
        """.replace("9:05", '"9:05"'),
    )
    assert project == Project(
        "Launch",
        "en",
        (Department("Sales", "S1", "Lead", "lead@sales.example.com", "sells"),),
        templates=("own.toml", "meetings"),
        facts={"goal": "ship", "initiating_department": "Sales", "starts_on": "2026-09-01", "ends_on": "2026-12-31"},
        country="DE",
        extra_holidays=("2026-12-23", "2026-12-24"),
        extra_workdays=("2026-12-26",),
        timezone="Europe/Berlin",
        deadline_weekday=4,
        deadline_time="09:05",
        thresholds={**THRESHOLDS, "due_soon": 5},
        blank_rows=0,
    )


def test_a_single_template_may_be_named_by_itself(tmp_path: Path) -> None:
    assert _load(tmp_path, LEAST.replace("[project]", '[project]\ntemplate = "own"')).templates == ("own",)


@pytest.mark.parametrize(("written", "number"), [("5", 5), ('"friday"', 5), ('"周五"', 5), ('"SUNDAY"', 7), ("1", 1)])
def test_ways_to_name_a_weekday(tmp_path: Path, written: str, number: int) -> None:
    assert _load(tmp_path, LEAST + f"[calendar]\ndeadline_weekday = {written}").deadline_weekday == number
    assert set(WEEKDAYS.values()) == set(range(1, 8))


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("[calender]\n", ("calender", "unknown-key", "calender", "calendar")),
        ("[calendar]\ncuntry = 'CN'", ("calendar.cuntry", "unknown-key", "cuntry", "country")),
        ("[calendar]\ncountry = 'XX'", ("calendar.country", "not-a-country", "XX", "")),
        ("[calendar]\ncountry = 86", ("calendar.country", "not-text", "86", "")),
        ("[calendar]\ntimezone = 'Asia/Shanghia'", ("calendar.timezone", "not-a-timezone", "Asia/Shanghia", "Asia/Shanghai")),
        ("[calendar]\ntimezone = 'Beijing'", ("calendar.timezone", "not-a-timezone", "Beijing", "")),
        ("[calendar]\ntimezone = '../../..'", ("calendar.timezone", "not-a-timezone", "../../..", "")),
        ("[calendar]\ndeadline_weekday = 'fryday'", ("calendar.deadline_weekday", "not-a-word", "fryday", "friday")),
        ("[calendar]\ndeadline_weekday = 8", ("calendar.deadline_weekday", "not-a-number", "8", "")),
        ("[calendar]\ndeadline_time = '24:00'", ("calendar.deadline_time", "not-a-time", "24:00", "")),
        ("[calendar]\ndeadline_time = 17", ("calendar.deadline_time", "not-text", "17", "")),
        ("[calendar]\nholidays = '2026-01-01'", ("calendar.holidays", "not-a-list", "2026-01-01", "")),
        ("[calendar]\nholidays = ['2026-02-30', '2026-01-01', 'x']", ("calendar.holidays", "not-a-date", "2026-02-30, x", "")),
        ("[calendar]\nholidays = ['2026-01-01']\nworkdays = ['2026-01-01']", ("calendar.workdays", "free-and-worked", "2026-01-01", "")),
        ("[thresholds]\ndue_son = 1", ("thresholds.due_son", "unknown-key", "due_son", "due_soon")),
        ("[thresholds]\ndue_soon = -1", ("thresholds.due_soon", "not-a-number", "-1", "")),
        ("[thresholds]\ndue_soon = 2.5", ("thresholds.due_soon", "not-a-number", "2.5", "")),
        ("[generate]\nblank_rows = true", ("generate.blank_rows", "not-a-number", "true", "")),
        ("[generate]\nblank_rows = 1001", ("generate.blank_rows", "not-a-number", "1001", "")),
        ("[[departments]]\nname = '客服部'\ncode = 'K2'", ("departments[2].name", "twice", "客服部", "")),
        ("[[departments]]\nname = '技术部'\ncode = 'KF'", ("departments[2].code", "twice", "KF", "")),
        ("[[departments]]\nname = 'kf'\ncode = 'K2'", ("departments[2].name", "twice", "kf", "")),
        ("[[departments]]\nname = '技术部'\ncode = 'js'", ("departments[2].code", "not-a-code", "js", "JS")),
        ("[[departments]]\nname = '技术部'\ncode = 'JISHUBU'", ("departments[2].code", "not-a-code", "JISHUBU", "")),
        ("[[departments]]\nname = '技术部'\ncode = '技术'", ("departments[2].code", "not-a-code", "技术", "")),
        ("[[departments]]\nname = '技术部'", ("departments[2].code", "missing-key", "code", "")),
        ("[[departments]]\nname = ' '\ncode = 'JS'", ("departments[2].name", "blank", "", "")),
        (f"[[departments]]\nname = '{'长' * 41}'\ncode = 'JS'", ("departments[2].name", "not-a-name", "长" * 41, "")),
        ("[thresholds]\ndue_soon = 366", ("thresholds.due_soon", "not-a-number", "366", "")),
        ("[[departments]]\nname = '产品、技术部'\ncode = 'JS'", ("departments[2].name", "not-a-name", "产品、技术部", "")),
        ("[[departments]]\nname = '技术部'\ncode = 'JS'\nemail = 'js.example.com'", ("departments[2].email", "not-an-email", "js.example.com", "")),
        (
            "[[departments]]\nname = '技术部'\ncode = 'JS'\nemail = 'a@b.com, c@d.com'",
            ("departments[2].email", "not-an-email", "a@b.com, c@d.com", ""),
        ),
        ("[[departments]]\nname = '技术部'\ncode = 'JS'\nmail = 'a@b.cn'", ("departments[2].mail", "unknown-key", "mail", "email")),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, addition: str, expected: tuple[str, str, str, str]) -> None:
    assert _mistakes(tmp_path, LEAST + addition) == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("language = 'zhh'", ("project.language", "not-a-word", "zhh", "zh")),
        ("name = ''\nlanguage = 'zh'", ("project.name", "blank", "", "")),
        ("language = 'zh'\nname = 5", ("project.name", "not-text", "5", "")),
        ("name = 'P'", ("project.language", "missing-key", "language", "")),
        ("name = 'P'\nlanguage = 'zh'\nends_on = '2026-11-31'", ("project.ends_on", "not-a-date", "2026-11-31", "")),
        ("name = 'P'\nlanguage = 'zh'\nends_on = '2026-11-01'\nstarts_on = 2026-11-02", ("project.ends_on", "ends-before-start", "2026-11-01", "")),
        ("name = 'P'\nlanguage = 'zh'\ninitiating_department = '客户部'", ("project.initiating_department", "not-a-word", "客户部", "客服部")),
    ],
)
def test_each_mistake_about_the_project_is_named(tmp_path: Path, line: str, expected: tuple[str, str, str, str]) -> None:
    content = f"[project]\n{line}\n[[departments]]\nname = '客服部'\ncode = 'KF'\n"
    assert expected in _mistakes(tmp_path, content)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    content = (
        "[project]\nnmae = 'x'\nlanguage = 'de'\n[calendar]\ntimezone = 'x'\n[thresholds]\ndue_soon = 'soon'\n[[departments]]\nname = 'A'\ncode = '-'"
    )
    assert [key for key, *_ in _mistakes(tmp_path, content)] == [
        "project.nmae",
        "project.name",
        "project.language",
        "calendar.timezone",
        "thresholds.due_soon",
        "departments[1].code",
    ]


@pytest.mark.parametrize("departments", ["", "departments = 'A'", "departments = []"])
def test_a_project_needs_departments(tmp_path: Path, departments: str) -> None:
    content = f"{departments}\n[project]\nname = 'P'\nlanguage = 'zh'"
    assert [code for _, code, *_ in _mistakes(tmp_path, content)] == ["no-departments"]


@pytest.mark.parametrize(
    ("content", "code"), [(b"[project", "not-toml"), ("name = '客服'".encode("gbk"), "not-utf8"), (b"project = 3", "not-a-table")]
)
def test_what_is_no_project_file_at_all(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ProjectMistakes) as caught:
        load_project(tmp_path)
    assert caught.value.mistakes[0].code == code


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    assert load_project(tmp_path / FILE).name == "满意度"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_project(tmp_path)


def test_a_project_is_found_from_below(tmp_path: Path) -> None:
    inside = tmp_path / "inbox" / "deep"
    inside.mkdir(parents=True)
    assert find_project(inside) is None
    (tmp_path / FILE).write_text(LEAST, encoding="utf-8")
    assert find_project(inside) == find_project(tmp_path) == tmp_path.resolve()


_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(str.strip)
_DAY = st.dates().map(str)
_NAME = st.from_regex(r"[A-Z][a-z]{1,8}|[一-龥]{2,5}部", fullmatch=True)


@st.composite
def _projects(draw: st.DrawFn) -> Project:
    names = draw(st.lists(_NAME, min_size=1, max_size=4, unique_by=str.casefold))
    departments = tuple(Department(name, f"Q{n}X", draw(_TEXT), draw(st.sampled_from(["", "a@b.cn"])), draw(_TEXT)) for n, name in enumerate(names))
    days = sorted(draw(st.sets(_DAY, max_size=4)))
    spans = sorted(draw(st.tuples(_DAY, _DAY)))
    facts = {"goal": draw(_TEXT), "starts_on": spans[0], "ends_on": spans[1], "initiating_department": draw(st.sampled_from(["", *names]))}
    return Project(
        draw(_TEXT.filter(bool)),
        draw(st.sampled_from(LANGUAGES)),
        departments,
        facts={key: value for key, value in facts.items() if value},
        country=draw(st.sampled_from(["CN", ""])),
        extra_holidays=tuple(days[::2]),
        extra_workdays=tuple(days[1::2]),
        deadline_weekday=draw(st.integers(1, 7)),
        deadline_time=draw(st.times().map(lambda at: at.strftime("%H:%M"))),
        thresholds={name: draw(st.integers(0, 365)) for name in THRESHOLDS},
        blank_rows=draw(st.integers(0, 1000)),
    )


@given(project=_projects(), language=st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, project: Project, language: str) -> None:
    path = tmp_path_factory.mktemp("written") / FILE
    write_project(path, project, words(language))
    assert load_project(path) == project


def test_the_file_explains_itself(tmp_path: Path) -> None:
    project = _load(tmp_path, LEAST)
    lines = project_text(project, words("zh")).splitlines()
    assert "[thresholds]" in lines
    assert 'code = "KF"' in lines
    assert next(line for line in lines if line.startswith("due_soon")).split("#")[1].strip()
    settings = sum(map(len, SECTIONS.values()))
    assert sum("# " in line for line in lines) >= settings


def test_comments_stand_in_one_column_beside_short_settings(tmp_path: Path) -> None:
    project = _load(tmp_path, LEAST.replace("满意度", "年度客户满意度提升与流程改进"))
    lines = project_text(project, words("zh")).splitlines()
    assert 'language = "zh"                   # 工作簿和报告的语言：zh 或 en' in lines
    assert lines[lines.index('name = "年度客户满意度提升与流程改进"') - 1] == "# 项目名称"


def test_a_name_may_have_forty_characters(tmp_path: Path) -> None:
    assert _load(tmp_path, LEAST.replace("客服部", "长" * 40)).names == ("长" * 40,)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    before = _load(tmp_path, LEAST)
    with pytest.raises(ValueError, match="budget"):
        write_project(tmp_path / FILE, Project("P", "zh", (), facts={"budget": "3"}), words("zh"))
    assert load_project(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        write_project(tmp_path / "gone" / FILE, Project("P", "zh", ()), words("zh"))


def test_every_language_that_can_be_shown_can_be_chosen() -> None:
    assert set(LANGUAGES) == set(text.LANGUAGES)


def _sentences(mistakes: tuple[Any, ...], language: str) -> list[str]:
    say = words(language)
    return [say(f"mistake.{m.code}", key=m.key, value=m.value, **m.detail) for m in mistakes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_can_be_said(tmp_path: Path, language: str) -> None:
    content = f"""
        [project]
        name = ""
        language = "x"
        starts_on = 2026-02-02
        ends_on = 2026-01-01
        goal = 5
        x = 1
        [[departments]]
        name = "A,B"
        email = "x"
        code = "?"
        [[departments]]
        name = "A"
        code = "A"
        [[departments]]
        name = "C"
        [calendar]
        country = "XX"
        timezone = "x"
        deadline_time = "x"
        holidays = ["x"]
        workdays = 1
        [thresholds]
        {next(iter(THRESHOLDS))} = "x"
        """
    with pytest.raises(ProjectMistakes) as caught:
        _load(tmp_path, content)
    sentences = _sentences(caught.value.mistakes, language)
    assert {mistake.code for mistake in caught.value.mistakes} >= {
        "blank", "not-a-word", "ends-before-start", "not-text", "unknown-key", "not-a-name", "not-an-email", "not-a-code", "missing-key",
        "not-a-country", "not-a-timezone", "not-a-time", "not-a-date", "not-a-list", "not-a-number",
    }  # fmt: skip
    assert not any("{" in sentence or "—" in sentence for sentence in sentences)


def test_facts_are_the_settings_of_the_overview() -> None:
    assert set(FACTS) < set(SECTIONS["project"])
