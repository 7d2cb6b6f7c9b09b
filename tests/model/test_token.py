"""Return codes as people and programs leave them: found in whatever shape, and known again when one character is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.model.token import ALPHABET, find_slips, find_tokens, make_token, meant

CODE = make_token(7**14)
NUMBERS = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"回收码：{CODE}",
        f"回收码 {CODE}　（每张表上都有，请保留）",
        f"请勿修改{CODE}谢谢",
        CODE.replace("-", "–"),
        CODE.replace("-", "－"),
        "".join(chr(ord(each) + 0xFEE0) for each in CODE),
        f"x\n{CODE}\ny",
    ],
)
def test_a_code_is_found_however_it_stands_there(text: str) -> None:
    assert find_tokens(text) == [CODE]
    assert find_slips(text) == []


def test_two_codes_in_a_cell_are_both_found() -> None:
    other = make_token(99)
    assert find_tokens(f"{CODE}，{other}") == [CODE, other]


@pytest.mark.parametrize("text", ["", "SS", "班级SS-1", "Pressure", "SS-PRESSURES", "https://x.example/ss-2024", "MISSISSIPPI-RIVERBOATS", CODE[:6]])
def test_other_texts_hold_none(text: str) -> None:
    assert find_tokens(text) == []
    assert [meant(slip, [CODE]) for slip in find_slips(text) if meant(slip, [CODE])] == []


def slips(code: str) -> list[str]:
    """The code with one character another one, missing or doubled, and with two neighbours swapped."""
    places = [n for n in range(3, 13) if code[n] != "-"]
    others = [code[:n] + other + code[n + 1 :] for n in places for other in "0O1IU" + ALPHABET if other != code[n]]
    gone = [code[:n] + code[n + 1 :] for n in places]
    doubled = [code[:n] + code[n] + code[n:] for n in places]
    swapped = [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(3, 10) if code[n] != code[n + 1]]
    return [each for each in (*others, *gone, *doubled, *swapped) if each.replace("-", "") != code.replace("-", "")]


@given(number=NUMBERS)
def test_one_slip_is_no_other_code_and_is_known_again(number: int) -> None:
    code, other = make_token(number), make_token(number ^ 0xABCDEF0123456789)
    for typed in slips(code):
        assert find_tokens(f"回收码：{typed}") == []
        assert [meant(slip, [other, code]) for slip in find_slips(f"回收码：{typed}。")] == [code]


@pytest.mark.parametrize("typed", [CODE.replace("-", " "), CODE.replace("-", ""), CODE.replace("-", " - ").lower()])
def test_a_code_without_its_dashes_is_known_again(typed: str) -> None:
    assert [meant(slip, [CODE]) for slip in find_slips(typed)] == [CODE]


def test_two_slips_are_not_guessed() -> None:
    typed = f"SS-{'2' if CODE[3] != '2' else '3'}{'2' if CODE[4] != '2' else '3'}{CODE[5:]}"
    assert [meant(slip, [CODE]) for slip in find_slips(typed)] == [""]


def test_a_slip_between_two_codes_is_neither() -> None:
    assert meant("SSABCDEFGH2", ["SS-ABCDEFGH-3", "SS-ABCDEFGJ-2"]) == ""
