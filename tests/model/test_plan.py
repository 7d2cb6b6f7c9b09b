"""How much room texts take."""

import pytest

from sheetsync.model.plan import HIGHEST, line_count, longest_word, row_height, title_height


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 10, 1),
        ("short", 10, 1),
        ("a\nb\n", 10, 3),
        ("eight888 eight888 eight888", 10, 3),
        ("one two three four", 12, 2),
        ("a-word-that-is-far-too-long-for-its-column", 11.5, 5),
        ("汉字" * 10, 21.5, 2),
        ("汉字" * 11, 21.5, 3),
        ("汉字 word 汉字", 11.5, 2),
    ],
)
def test_lines_are_counted_as_they_wrap(text: str, width: float, count: int) -> None:
    assert line_count(text, width) == count


def test_a_row_is_as_high_as_its_lines_and_no_higher_than_excel_has_it() -> None:
    assert [row_height(lines, 24) for lines in (1, 2, 100)] == [24, 37, HIGHEST]
    assert [title_height("题" * count, 102) for count in (4, 40)] == [32, 56]


def test_only_words_without_chinese_stay_together() -> None:
    assert longest_word("Supply Chain 采购与供应链管理") == 6
