"""Copies of workbooks that were given back: which of a workbook's rows are the ones that they show under the ids that these have got."""

from __future__ import annotations

from dataclasses import replace

from small import TEMPLATE, A, Writer, codes, job, merged, opening, value

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.record import GivenRow, Opening, Record
from sheetsync.steps.merge.mended import mended_by, with_ids_as_given_back
from sheetsync.steps.merge.voices import is_echo, voices

EARLY, LATE = "2026-11-18T09:00:00Z", "2026-11-19T09:00:00Z"
ID, GIVEN = "J-JA-001", "J-JA-020"
ISSUED = {ID: job(ID)}


def writer(name: str) -> Writer:
    return Writer(A, ISSUED, name, token="A")


def mending(copy: Copy, mended: Copy) -> Copy:
    """The copy, as one of the workbook that was given back for the other one."""
    return replace(copy, mends=mended.sha256)


def given(copy: Copy, *ids: str) -> dict[GivenRow, str]:
    return {(copy.sha256, row.sheet, row.row): i for row, i in zip(copy.rows, ids, strict=True)}


def bears(*copies: Copy, ids: dict[GivenRow, str], but: frozenset[str] = frozenset()) -> list[list[str]]:
    """Under which ids the copies have their rows."""
    known = with_ids_as_given_back(TEMPLATE, copies, ids, but)
    return [[row.id for row in known[copy.sha256].rows] for copy in copies]


def test_a_row_without_an_id_bears_the_one_under_which_it_was_given_back() -> None:
    first = writer("1").add("", title="供应商名单整理").copy()
    second = mending(writer("2").add(GIVEN, blank=True, title="供应商名单整理").copy(), first)
    assert bears(first, second, ids=given(first, GIVEN)) == [[GIVEN], [GIVEN]]
    known = with_ids_as_given_back(TEMPLATE, (first, second), given(first, GIVEN))
    assert [(row.blank, row.duplicate) for row in known[first.sha256].rows] == [(True, "")]


def test_without_a_copy_that_mends_it_or_for_one_that_says_nothing_new_it_bears_none() -> None:
    first = writer("1").add("", title="供应商名单整理").copy()
    second = mending(writer("2").add(GIVEN, blank=True, title="供应商名单整理").copy(), first)
    assert bears(first, ids=given(first, GIVEN)) == [[""]]
    assert bears(first, second, ids=given(first, GIVEN), but=frozenset({second.sha256})) == [[""], [GIVEN]]
    assert bears(first, replace(second, mends="never came"), ids=given(first, GIVEN)) == [[""], [GIVEN]]


def test_what_mends_a_copy_that_mended_another_one_knows_that_ones_rows_too() -> None:
    """Also where the one between said nothing new, so that its own rows never got numbers."""
    first = writer("1").add("", title="供应商名单整理").copy(EARLY, "张三")
    echo = mending(writer("2").add(GIVEN, blank=True, title="供应商名单整理").copy(LATE, "张三"), first)
    last = mending(writer("3").add(GIVEN, blank=True, title="供应商名单整理", count=3).copy(LATE, "张三"), echo)
    assert bears(first, echo, last, ids=given(first, GIVEN), but=frozenset({echo.sha256})) == [[GIVEN], [GIVEN], [GIVEN]]
    begin = replace(opening(), given=given(first, GIVEN))
    result = merged(begin, first, echo, last)
    assert (list(result.state["job"]), set(result.given.values())) == ([GIVEN], {GIVEN}), "no number is used up"


def test_a_row_that_was_not_given_back_stays_without() -> None:
    first = writer("1").add("", title="供应商名单整理").add("", title="年会场地预订").copy()
    second = mending(writer("2").copy(), first)
    assert bears(first, second, ids={(first.sha256, "job", 51): GIVEN}) == [["", GIVEN], []]


def test_the_same_row_in_another_copy_of_the_workbook_is_that_row_and_in_another_workbook_is_not() -> None:
    first, third = (writer(name).add("", title="供应商名单整理").copy() for name in ("1", "3"))
    second = mending(writer("2").copy(), first)
    other = Writer(A, ISSUED, "4", token="B").add("", title="供应商名单整理").copy()
    assert bears(first, second, third, other, ids=given(first, GIVEN)) == [[GIVEN], [], [GIVEN], [""]]


def test_another_row_of_another_copy_is_not_that_row() -> None:
    """Neither one about something else, nor one that bears an id of somebody's own, nor one of another sheet."""
    first = writer("1").add("", title="供应商名单整理").copy()
    second = mending(writer("2").copy(), first)
    third = writer("3").add("", title="年会场地预订").add("7", title="供应商名单整理").add("", sheet="news", text="供应商名单整理").copy()
    assert bears(first, second, third, ids=given(first, GIVEN)) == [[GIVEN], [], ["", "7", ""]]


def test_a_copy_that_has_the_row_under_its_id_has_no_other_one_under_it() -> None:
    first = writer("1").add("", title="供应商名单整理").copy()
    second = mending(writer("2").add("", title="供应商名单整理").add(GIVEN, blank=True, title="供应商名单整理").copy(), first)
    assert bears(first, second, ids=given(first, GIVEN)) == [[GIVEN], ["", GIVEN]]


def test_a_row_of_which_nothing_was_taken_is_itself() -> None:
    first = writer("1").add("", due=None).copy()
    (row,) = first.rows
    unread = replace(first, rows=(replace(row, entries={"due": row.entries["due"]._replace(taken=False, written="月底")}),))
    assert bears(unread, mending(writer("2").copy(), unread), ids=given(unread, GIVEN)) == [[GIVEN], []]


def test_references_to_the_row_go_along_and_no_others_do() -> None:
    rows = writer("1").add("7", title="新").add(ID, duplicate=ID, title="抄一份").add("J-JA-013", blank=True, title="后续", after="7", sees=(ID, "7"))
    first = rows.edit(ID, after="7", tags=("red", "blue"), parties=("乙部", "甲部")).copy()
    second = mending(writer("2").copy(), first)
    known = with_ids_as_given_back(TEMPLATE, (first, second), given(first, GIVEN, "J-JA-021", "J-JA-013"))[first.sha256]
    told = known.rows[2].entries
    assert (told["after"].value, told["sees"].value) == (GIVEN, (ID, GIVEN)), "the copied row's id is still the issued record's"
    assert [e.value for e in known.edits] == [GIVEN, ("red", "blue"), ("乙部", "甲部")]


def test_a_copy_mends_what_its_own_mended_too() -> None:
    first, second, third = (writer(name).copy() for name in "123")
    second, third = mending(second, first), mending(third, second)
    known = {copy.sha256: copy for copy in (first, second, third)}
    assert [copy.file for copy in mended_by(third, known)] == ["2", "1"]
    assert list(mended_by(first, known)) == []


# ── which speak ──


def test_a_mended_copy_continues_the_one_it_mends_whatever_the_clock_says() -> None:
    first = writer("1").edit(ID, count=5, remark="x").copy(LATE, "张三")
    second = mending(writer("2").edit(ID, start=None, remark="y").copy(EARLY, "李四"), first)
    assert [copy.file for copy in voices(TEMPLATE, (first, second), {}).speaking] == ["2"]
    assert [copy.file for copy in voices(TEMPLATE, (first, replace(second, mends="")), {}).speaking] == ["1", "2"]


def test_what_was_given_back_and_returns_as_it_was_is_an_echo() -> None:
    first = writer("1").edit(ID, count=5).copy(EARLY, "张三")
    echo, mended = mending(writer("2").edit(ID, count=5).copy(), first), mending(writer("3").edit(ID, count=6).copy(), first)
    assert (is_echo(TEMPLATE, echo, first, {}), is_echo(TEMPLATE, mended, first, {})) == (True, False)
    found = voices(TEMPLATE, (first, echo), {})
    assert ([copy.file for copy in found.speaking], [each.copy.file for each in found.replaced], found.echoes) == (["1"], ["2"], {echo.sha256})


def speaking(*copies: Copy) -> list[str]:
    return [copy.file for copy in voices(TEMPLATE, copies, {}).speaking]


def test_a_later_copy_that_lacks_the_sheet_of_which_the_earlier_one_speaks_does_not_continue_it() -> None:
    first = writer("1").edit(ID, count=5).copy(EARLY, "张三")
    later = writer("2").add("N-JA-010", sheet="news", blank=True, text="好消息").copy(LATE, "张三")
    assert speaking(first, later) == ["2"]
    assert speaking(first, replace(later, findings=(Finding("missing-sheet", sheet="job"),))) == ["1", "2"]
    assert speaking(first, replace(later, findings=(Finding("missing-sheet", sheet="plan"),))) == ["2"]


def test_a_copy_without_a_time_neither_continues_nor_is_continued() -> None:
    first, later = (writer(name).edit(ID, count=5, **more).copy(at, "张三") for name, at, more in (("1", EARLY, {}), ("2", LATE, {"remark": "x"})))
    assert speaking(first, later) == ["2"]
    assert speaking(replace(first, saved_at=""), later) == speaking(first, replace(later, saved_at="")) == ["1", "2"]


def test_the_same_values_written_otherwise_are_the_same_edits() -> None:
    """Another person goes on with the file in a program that writes numbers in its own way."""
    first = writer("1").edit(ID, count=5, start=None, remark="x", written="５").copy(EARLY, "张三")
    assert speaking(first, writer("2").edit(ID, count=5, remark="x", written="5.0").copy(LATE, "李四")) == ["2"]
    unread = writer("1").edit(ID, count=None, taken=False, written="五六个").copy(EARLY, "张三")
    assert speaking(unread, writer("2").edit(ID, count=None, taken=False, written="七八个").copy(LATE, "李四")) == ["1", "2"]


# ── in a later round ──


def the_next_round() -> tuple[Opening, Copy]:
    """The opening of the round after one in which a row without an id came and was given back, and the copy that it came with."""
    first = Writer(A, {}, "1.xlsx", order=1).add("", title="供应商名单整理", count=3).copy()
    made = merged(opening(order=1), first)
    begin = opening(made.state["job"][GIVEN], first=40)
    return replace(begin, given=made.given, codes={first.sha256: first.token}), first


def test_a_row_given_back_that_is_called_otherwise_when_it_returns_late_is_its_record() -> None:
    begin, first = the_next_round()
    renamed = Writer(A, {}, "2.xlsx", order=1).add(GIVEN, blank=True, title="年会场地预订").copy()
    result = merged(begin, mending(renamed, first))
    assert list(result.state["job"]) == [GIVEN]
    assert value(result, GIVEN, "title") == "供应商名单整理", "it is asked about: nobody can tell who changed it meanwhile"
    other = merged(begin, renamed)
    assert (list(other.state["job"]), codes(other)) == ([GIVEN, "J-JA-040"], ["stale-copy", "duplicate-id"])


def test_only_the_rows_that_were_given_back_are_known_so() -> None:
    """Not those of another copy, nor of another sheet, nor another row of the copy."""
    begin, first = the_next_round()
    begin = replace(begin, state={**begin.state, "job": {**begin.state["job"], "J-JA-012": Record("J-JA-012", {"title": "周报", "owner": A})}})
    blank = Writer(A, {}, "2.xlsx", order=1).add("J-JA-012", blank=True, title="年会场地预订").copy()
    assert list(merged(begin, mending(blank, first)).state["job"]) == [GIVEN, "J-JA-012", "J-JA-040"]
    renamed = Writer(A, {}, "3.xlsx", order=1).add(GIVEN, blank=True, title="年会场地预订").copy()
    assert list(merged(begin, replace(renamed, mends="sha of another")).state["job"]) == [GIVEN, "J-JA-012", "J-JA-040"]
    news = replace(begin, given={(first.sha256, "news", 50): GIVEN})
    assert list(merged(news, mending(renamed, first)).state["job"]) == [GIVEN, "J-JA-012", "J-JA-040"]


def test_two_rows_that_once_got_one_number_do_not_share_it() -> None:
    """A copy was taken out, another one came with another thing in that row, and then the first one came again."""
    one, two = (writer(name).add("J-JA-012", blank=True, title=title).copy(at, name) for name, title, at in (
        ("1", "供应商名单整理", EARLY), ("2", "年会场地预订", LATE),
    ))  # fmt: skip
    begin = replace(opening(), given={**given(one, "J-JA-012"), **given(two, "J-JA-012")})
    assert {i: r.values["title"] for i, r in merged(begin, one, two).state["job"].items()} == {"J-JA-012": "供应商名单整理", GIVEN: "年会场地预订"}
