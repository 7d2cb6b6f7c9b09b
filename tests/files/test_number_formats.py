from __future__ import annotations

import pytest

from sheetsync.files.number_formats import built_in_class, format_class

CODES = {
    "date": [
        "yyyy-mm-dd",
        "yyyy/m/d;@",
        'yyyy"年"m"月"d"日"',
        "yyyy年m月d日",
        "[$-804]yyyy年m月d日",
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "m/d/yy h:mm",
        "[Red]d-mmm",
        "mmm-yy",
        "[$-804]aaaa;@",
        "YYYY\\-MM\\-DD",
        '"截止 "yyyy',
        "[DBNum1][$-804]m月d日",
        '[=0]"-";yyyy-mm-dd',
        "e.m.d",
        'ggge"年"m"月"d"日"',
    ],
    "time": ["h:mm", "[h]:mm:ss", "mm:ss.0", "[mm]:ss", "h:mm AM/PM", "上午/下午h时mm分", "[$-F400]h:mm:ss AM/PM", "[s].000"],
    "percent": ["0%", "0.00%", "#,##0%;[Red]-#,##0%", "[>1]0%;0.0%", "0 %"],
    "number": [
        "General",
        "general",
        "G/通用格式",
        "0.00",
        "#,##0",
        "@",
        "",
        '0"天"',
        '0"%"',
        "0\\%",
        "0\\d",
        "0.00E+00",
        "##0.0E+0",
        "# ?/?",
        "[Red]0",
        "[DBNum1]General",
        '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
        "[$¥-804]#,##0.00",
        "[$USD] #,##0",
        "#,##0 days",
        ";;;",
        '"日期"',
        '"unclosed d',
        "0_d",
        "0*d",
    ],
}


@pytest.mark.parametrize(("code", "expected"), [(code, name) for name, codes in CODES.items() for code in codes])
def test_codes(code: str, expected: str) -> None:
    assert format_class(code) == expected


def test_built_in_formats() -> None:
    dates = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58}
    times = {18, 19, 20, 21, *range(32, 36), 45, 46, 47, 55, 56}
    expected = {
        number: "date" if number in dates else "time" if number in times else "percent" if number in (9, 10) else "number" for number in range(59)
    }
    assert {number: built_in_class(number) for number in range(59)} == expected
