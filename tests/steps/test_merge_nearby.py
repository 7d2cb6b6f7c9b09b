"""Rows are found among very many as they are among few, but without being compared with each."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from small import TEMPLATE, A, Writer, merged, opening

from sheetsync.model.copy import Copy
from sheetsync.model.kinds import Value
from sheetsync.steps.merge import nearby
from sheetsync.steps.merge.likeness import SAME_THING, likeness
from sheetsync.steps.merge.nearby import MOST, Nearby

SHEET = TEMPLATE.sheet("job")
LETTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙abcdefg 12"


def title(rng: Random, length: int) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(length))


def mended(rng: Random, text: str) -> str:
    """A text in which a letter may have gone, come, or become another one."""
    at = rng.randrange(len(text))
    return rng.choice([text, text[:at] + text[at + 1 :], text[:at] + "新" + text[at:], text[:at] + "新" + text[at + 1 :]])


@pytest.mark.parametrize("length", [2, 4, 6, 9, 10, 14, 30])
def test_what_is_found_among_many_is_what_comparing_with_each_finds(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "FEW", 0)
    rng = Random(length)
    titles = [title(rng, length + rng.randrange(3)) for _ in range(400)]
    rows: list[dict[str, Value]] = [{"title": each, "count": n} for n, each in enumerate(titles)]
    there: Nearby[int] = Nearby(SHEET)
    for number, row in enumerate(rows):
        there.add(row, number)
    for each in titles[::3]:
        asked = {"title": mended(rng, each)}
        alike = [number for number, row in enumerate(rows) if likeness(SHEET, asked, row) >= SAME_THING]
        assert there.find(asked, lambda n, asked=asked: likeness(SHEET, asked, rows[n]) >= SAME_THING) == (alike[0] if alike else None)  # type: ignore[misc] # a default of one's own


def test_a_row_without_a_title_is_found_by_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "FEW", 0)
    there: Nearby[int] = Nearby(SHEET)
    rows: list[dict[str, Value]] = [
        {"remark": f"说明{n}", "count": n % 7} if n % 2 else {"title": f"任务{n}", "remark": f"说明{n}"} for n in range(500)
    ]
    for number, row in enumerate(rows):
        there.add(row, number)
    assert there.find({"remark": "说明41", "count": 6}, lambda n: rows[n].get("remark") == "说明41") == 41
    assert there.find({"remark": "说明42"}, lambda n: rows[n].get("remark") == "说明42") == 42
    assert there.find({"title": "任务四十一", "remark": "说明41"}, lambda n: rows[n].get("remark") == "说明41") == 41


@pytest.mark.parametrize("text", ["同一件事", "统一办理全部门店整改事项{n}", "{letters}", ""])
def test_no_row_is_compared_with_more_than_a_few(text: str) -> None:
    rng, compared = Random(0), 0
    rows: list[dict[str, Value]] = []
    for n in range(2000):
        said = text.format(n=n, letters=title(rng, 12))
        rows.append({"title": said, "count": n % 7} if said else {"count": n % 7, "remark": str(n // 2)})
    there: Nearby[int] = Nearby(SHEET)
    for number, row in enumerate(rows):
        there.add(row, number)

    def is_it(_: int) -> bool:
        nonlocal compared
        compared += 1
        return False

    for row in rows[::50]:
        there.find(row, is_it)
    assert compared <= len(rows[::50]) * (MOST + 1)


def test_what_was_taken_is_found_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "FEW", 0)
    there: Nearby[int] = Nearby(SHEET)
    for number in range(3):
        there.add({"title": "同一件事"}, number)
    found = [there.find({"title": "同一件事"}, lambda _: True, take=True) for _ in range(4)]
    assert found == [0, 1, 2, None]


def copies(count: int, menders: bool) -> tuple[Copy, Copy]:
    """Two copies of a department, the second one with the rows in another order, and every third title mended."""
    rng = Random(count)
    titles = [title(rng, 12) for _ in range(count)]
    first, second = Writer(A, {}, "1", token="T"), Writer(A, {}, "2", token="T")
    for number, each in enumerate(titles):
        first.add(title=each, count=number)
    for number in rng.sample(range(count), count):
        second.add(title=mended(rng, titles[number]) if number % 3 == 0 else titles[number], count=number)
    one = first.copy("2026-11-19T10:00:00Z", "甲")
    return one, replace(second.copy("2026-11-19T11:00:00Z", "甲"), mends=one.sha256 if menders else "")


@pytest.mark.parametrize("menders", [False, True])
def test_copies_of_very_many_rows_come_to_what_copies_of_few_do(menders: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = copies(80, menders)
    given = {(one.sha256, row.sheet, row.row): f"J-JA-{100 + number}" for number, row in enumerate(one.rows)} if menders else {}
    begin = replace(opening(), given=given)
    few = merged(begin, one, two)
    monkeypatch.setattr(nearby, "FEW", 0)
    assert merged(begin, one, two) == few
    assert len(few.state["job"]) == 80
