"""Whose copy a workbook is: the vote of its return codes, what its rows say, and what is left unread of other workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.returned import HIDDEN, ID, Book, book, filled, ids
from small import PROJECT, TEMPLATE, A, B, context, job

from sheetsync.model.copy import Copy
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.token import make_token
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.intake.identity import Row, Stray, carried, claims, contrary, likeliest, origin, strays, table_rows, without

ONE, TWO, THREE, ELSE = (make_token(7**n) for n in range(11, 15))
MINE = (job("J-JA-001", A, due=date(2026, 12, 1)), job("J-JA-002", A, count=8), job("J-YI-001", B, helper=A))
THEIRS = (job("J-YI-001", B, helper=A), job("J-YI-002", B, count=3))


def issued(token: str, department: str, order: int, blanks: tuple[str, ...], *jobs: object) -> Issued:
    base = {"plan": {"plan": {}}, "job": {j.id: j.values for j in jobs}, "news": {}}  # type: ignore[attr-defined] # records
    return Issued(token, department, f"R{order}", order, "zh", "", base, {"job": blanks})


OURS = issued(ONE, A, 2, ("J-JA-010", "J-JA-011"), *MINE)
OTHERS = issued(TWO, B, 2, ("J-YI-010", "J-YI-011"), *THEIRS)
BEFORE = issued(THREE, A, 1, ("J-JA-003", "J-JA-004"), *MINE[:2])
EVERY = (OURS, OTHERS, BEFORE)


def whose(identity: str) -> Issued | None:
    return next((each for each in EVERY if any(identity in row for row in each.blanks.values())), None)


# ── the vote ──


def showing(*codes: str, keywords: str = "", custom: str = "") -> RawWorkbook:
    """A workbook whose sheets show a code each, or none where it is blank."""
    sheets = [RawSheet(f"表{n}", [(4, {1: RawCell(f"回收码：{code}" if code else "回收码：")})]) for n, code in enumerate(codes)]
    return RawWorkbook(sheets, {"keywords": keywords}, {"sheetsync_token": custom})


def test_every_carrier_has_a_vote() -> None:
    codes = carried(showing(ONE, "", ONE, TWO, keywords=ONE, custom=TWO))
    assert codes.votes == {ONE: 3, TWO: 2}
    assert (codes.sheets, codes.properties) == ([{ONE}, frozenset(), {ONE}, {TWO}], [{ONE}, {TWO}])


@pytest.mark.parametrize("keep", range(5))
def test_any_one_carrier_is_enough(keep: int) -> None:
    codes = [ONE if n == keep else "" for n in range(5)]
    assert carried(showing(*codes[:3], keywords=codes[3], custom=codes[4])).votes == {ONE: 1}


def test_a_code_further_down_is_somebodys_text() -> None:
    assert carried(RawWorkbook([RawSheet("一", [(20, {3: RawCell(ONE)}), (21, {3: RawCell(TWO)})])])).votes == {ONE: 1}


def test_a_code_with_a_slip_has_no_vote_but_is_told() -> None:
    codes = carried(showing(ONE[:-1] + ("2" if ONE[-1] != "2" else "3")))
    assert (codes.votes, len(codes.slips)) == ({}, 1)


@given(st.dictionaries(st.sampled_from([ONE, TWO, THREE]), st.integers(1, 9), min_size=1))
def test_the_claims_are_in_the_order_of_the_votes(votes: dict[str, int]) -> None:
    known = {each.token: each for each in EVERY if each.token in votes}
    found = claims(votes, known)
    assert [claim.votes for claim in found] == sorted(votes.values(), reverse=True)
    assert {claim.issued.token: claim.votes for claim in found} == votes


def test_codes_of_one_department_in_one_round_vote_together() -> None:
    again = replace(OURS, token=ELSE)
    found = claims({ONE: 2, TWO: 3, ELSE: 2}, {ONE: OURS, TWO: OTHERS, ELSE: again})
    assert [(claim.issued.department, claim.votes) for claim in found] == [(A, 4), (B, 3)]


def test_unknown_codes_claim_nothing() -> None:
    assert claims({ELSE: 5}, {}) == []


# ── the rows ──


def rows(each: Issued, *filled_in: str, but: tuple[str, ...] = ()) -> list[Row]:
    """The rows of an issued workbook as it comes back."""
    found = [(i, True) for i in each.base["job"]] + [(i, i in filled_in) for i in each.blanks["job"]]
    return [(i, there) for i, there in found if i not in but]


@pytest.mark.parametrize("each", EVERY)
def test_rows_say_of_which_workbook_they_are(each: Issued) -> None:
    assert origin(rows(each), whose) == each


def test_one_row_that_is_still_blank_is_enough() -> None:
    assert origin(rows(OURS, "J-JA-010"), whose) == OURS
    assert origin([("J-JA-011", False)], whose) == OURS


def test_without_a_blank_row_they_do_not() -> None:
    """The same ids stand in the workbooks of several rounds, with other values."""
    assert origin(rows(OURS, but=("J-JA-010", "J-JA-011")), whose) is None
    assert origin(rows(OURS, "J-JA-010", "J-JA-011"), whose) is None
    assert origin([], whose) is None


@pytest.mark.parametrize("stranger", ["J-YI-002", "J-YI-010", "J-JA-003", "J-JA-777"])
def test_an_id_that_was_not_sent_speaks_against_it(stranger: str) -> None:
    assert origin([*rows(OURS), (stranger, True)], whose) is None


def test_blank_rows_of_two_workbooks_say_nothing() -> None:
    assert origin([*rows(OURS), ("J-YI-010", False)], whose) is None


def test_a_row_of_an_earlier_round_that_was_emptied_does_not_confuse() -> None:
    later = issued(ELSE, A, 3, ("J-JA-020",), *MINE, job("J-JA-010", A))

    def known(identity: str) -> Issued | None:
        return later if identity == "J-JA-020" else whose(identity)

    assert origin([("J-JA-001", True), ("J-JA-010", False), ("J-JA-020", False)], known) == later


def test_a_hint_is_whose_most_of_the_ids_are() -> None:
    assert likeliest({"J-JA-001", "J-JA-002", "J-YI-001"}, [OURS, OTHERS]) == OURS
    assert likeliest({"J-YI-001"}, [OURS, OTHERS]) is None
    assert likeliest({"X-1"}, [OURS, OTHERS]) is None


def returned(each: Issued = OURS) -> Book:
    return book(each)


def test_the_rows_of_a_workbook_are_found_in_all_tables_and_in_both_columns_of_ids() -> None:
    mine = returned()
    mine.pages["job"].row("J-JA-002").pop(HIDDEN)
    mine.pages["job"].row("J-JA-010").pop(ID)
    mine.pages["job"].rows.append({ID: RawCell("合计"), "count": RawCell(7.0, "number")})
    found = list(table_rows(mine.raw(), TEMPLATE, context()))
    assert sorted(set(found)) == sorted(rows(OURS))
    assert origin(found, whose) == OURS


# ── sheets of other workbooks ──


def coded(raw: RawWorkbook, *codes: str) -> RawWorkbook:
    """The workbook with a code above each of its sheets, in their order."""
    sheets = [replace(sheet, rows=[*sheet.rows[:1], (2, {1: RawCell(code)}), *sheet.rows[1:]]) for sheet, code in zip(raw.sheets, codes, strict=True)]
    return replace(raw, sheets=sheets)


def read(raw: RawWorkbook, aside: list[Stray] | None = None, released: bool = False) -> Copy:
    return read_copy(raw, OURS, TEMPLATE, PROJECT, context(), Envelope("copy.xlsx", "sha", strays=aside or [], released=released), whose)


def mixed() -> tuple[RawWorkbook, list[Stray]]:
    """Our workbook, in which the jobs are those of the other department's."""
    mine, theirs = returned(), returned(OTHERS)
    theirs.pages["job"].row("J-YI-001")["remark"] = RawCell("他们写的")
    mine.lines["goal"] = RawCell("我们写的")
    raw = coded(replace(mine.raw(), sheets=[mine.raw().sheets[0], theirs.raw().sheets[1], mine.raw().sheets[2]]), ONE, TWO, ONE)
    return raw, strays(raw, carried(raw), OURS, {ONE: OURS, TWO: OTHERS})


def test_a_sheet_of_another_workbook_is_known_by_its_code() -> None:
    raw, aside = mixed()
    assert aside == [Stray(raw.sheets[1], TWO, B, "R2")]
    assert [sheet.name for sheet in without(raw, aside).sheets] == [raw.sheets[0].name, raw.sheets[2].name]


def test_nothing_of_it_is_read_and_the_others_are() -> None:
    copy = read(*mixed())
    assert [(e.record, e.field, e.value) for e in copy.edits] == [("plan", "goal", "我们写的")]
    assert (copy.rows, copy.missing, copy.status) == ((), (), "")
    (found,) = copy.findings
    assert (found.code, found.reason, found.place, found.value) == ("wrong-department", "sheet", "工作", TWO)
    assert found.detail == {"other": B, "other_round": "R2"}


def test_a_second_sheet_of_another_workbook_is_told_and_ours_is_read() -> None:
    raw, _ = mixed()
    ours = returned()
    ours.pages["job"].row("J-JA-001")["remark"] = RawCell("改")
    raw = replace(raw, sheets=[*coded(ours.raw(), ONE, ONE, ONE).sheets, replace(raw.sheets[1], name="工作 (2)")])
    copy = read(raw, strays(raw, carried(raw), OURS, {ONE: OURS, TWO: OTHERS}))
    assert [(e.record, e.value) for e in copy.edits] == [("J-JA-001", "改")]
    assert [(f.code, f.place) for f in copy.findings] == [("wrong-department", "工作 (2)")]


def test_sheets_that_are_not_filled_in_are_told_of_together() -> None:
    raw = coded(returned().raw(), ONE, ONE, ONE)
    guides = [RawSheet(f"说明{n}", [(1, {1: RawCell(code)})]) for n, code in enumerate((TWO, ELSE, TWO))]
    raw = replace(raw, sheets=[*raw.sheets, *guides])
    copy = read(raw, strays(raw, carried(raw), OURS, {ONE: OURS, TWO: OTHERS}))
    assert [(f.code, f.reason, f.value) for f in copy.findings] == [("stray-code", "sheets", f"{TWO}、{ELSE}")]


def test_a_sheet_that_shows_our_code_too_is_ours() -> None:
    raw = coded(returned().raw(), ONE, f"{TWO} {ONE}", ONE)
    assert strays(raw, carried(raw), OURS, {ONE: OURS, TWO: OTHERS}) == []
    again = replace(OURS, token=ELSE)
    assert strays(raw, carried(coded(returned().raw(), ONE, ELSE, ONE)), OURS, {ONE: OURS, ELSE: again}) == [], "one base, two codes"


def test_properties_that_say_otherwise_are_named() -> None:
    codes = carried(showing(ONE, keywords=TWO, custom=ONE))
    assert contrary(codes, OURS, {ONE: OURS, TWO: OTHERS}) == [TWO]


# ── rows of other workbooks under our code ──


def pasted(each: Issued, beside: Book | None = None) -> Book:
    """Our workbook with the rows of another one typed or pasted over ours."""
    mine = beside or returned()
    mine.pages["job"].rows = returned(each).pages["job"].rows
    return mine


@pytest.mark.parametrize("each", [OTHERS, BEFORE])
def test_rows_of_another_workbook_hold_a_copy_that_has_nothing_else(each: Issued) -> None:
    mine = pasted(each)
    mine.pages["job"].rows[0]["remark"] = RawCell("写在别人的行里")
    copy = read(mine.raw())
    assert (copy.status, copy.edits, copy.rows, copy.missing) == ("held", (), (), ())
    (found,) = copy.findings
    assert (found.code, found.reason, found.department) == ("wrong-department", "", A)
    assert (found.detail["other"], found.detail["other_round"]) == (each.department, each.round)
    assert (found.detail["release"], found.detail["release_round"]) == (each.department, each.round)


def test_where_other_sheets_are_ours_only_that_sheet_is_left_unread() -> None:
    ours = replace(OURS, blanks={**OURS.blanks, "news": ("N-JA-010",)})
    mine = pasted(BEFORE, book(ours))
    mine.pages["news"].row("N-JA-010")["text"] = RawCell("新的一条")
    copy = read_copy(mine.raw(), ours, TEMPLATE, PROJECT, context(), Envelope("copy.xlsx", "sha"), whose)
    assert (copy.status, copy.edits, [row.id for row in copy.rows], copy.missing) == ("", (), ["N-JA-010"], ())
    assert [(f.code, f.reason, f.place) for f in copy.findings] == [("wrong-department", "rows", "工作")]


def test_some_rows_of_another_workbook_among_ours_are_rows_that_came_in() -> None:
    mine = returned()
    theirs = returned(OTHERS).pages["job"]
    mine.pages["job"].rows += [theirs.row("J-YI-002"), theirs.row("J-YI-010")]
    copy = read(mine.raw())
    assert (copy.status, copy.edits, [row.id for row in copy.rows]) == ("", (), ["J-YI-002"])


def test_rows_that_nobody_was_sent_hold_a_copy() -> None:
    mine = returned()
    mine.pages["job"].rows = [ids(f"J-BI-{n:03d}") | filled(TEMPLATE.sheet("job"), {"title": f"事 {n}", "count": n + 70}) for n in range(3)]
    copy = read(mine.raw())
    assert copy.status == "held"
    assert [(f.code, f.reason, f.detail["release"]) for f in copy.findings] == [("mixed-identity", "rows", A)]


# ── released ──


def test_a_released_copy_whose_rows_nobody_knows_is_read() -> None:
    mine = returned()
    mine.pages["job"].rows = [ids("J-BI-007") | filled(TEMPLATE.sheet("job"), {"title": "别处的事", "count": 70})]
    copy = read(mine.raw(), released=True)
    assert (copy.status, [row.id for row in copy.rows]) == ("", ["J-BI-007"])


def test_a_released_copy_whose_rows_are_certainly_anothers_stays_held() -> None:
    assert read(pasted(OTHERS).raw(), released=True).status == "held"


def unclear() -> Book:
    """Our workbook of which the title column was sorted apart, and something else was filled in."""
    mine = returned()
    mine.lines["goal"] = RawCell("目标")
    one, two = (mine.pages["job"].row(i) for i in ("J-JA-001", "J-JA-002"))
    one[HIDDEN], two[HIDDEN] = two[HIDDEN], one[HIDDEN]
    one["title"], two["title"] = two["title"], one["title"]
    return mine


def test_of_a_released_copy_the_sheet_stays_unread_whose_rows_cannot_be_told_apart() -> None:
    held, released = read(unclear().raw()), read(unclear().raw(), released=True)
    assert (held.status, {f.code for f in held.findings}, {f.detail["hint"] for f in held.findings}) == ("held", {"unclear-row"}, {"release-rows"})
    assert released.status == ""
    assert [(e.record, e.field) for e in released.edits] == [("plan", "goal")]
    assert (released.rows, released.missing) == ((), ())
    assert [(f.code, f.reason, f.place) for f in released.findings] == [("unclear-row", "sheet", "工作")]
