"""Codes for departments that have none yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.model.codes import CODE, department_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("客服部", "KF"),
        ("技术部", "JS"),
        ("市场部", "SC"),
        ("产品部", "CP"),
        ("人力资源部", "RLZY"),
        ("行政部", "XZ"),
        ("研发中心", "YF"),
        ("售后服务组", "SHFW"),
        ("财务", "CW"),
        ("IT部", "IT"),
        ("AI 研发组", "AIYF"),
        ("部", "B"),
        ("信息技术与数据治理委员会", "XXJSYS"),
        ("Sales", "SAL"),
        ("IT", "IT"),
        ("HR Department", "HR"),
        ("Human Resources", "HR"),
        ("Customer Service Team", "CS"),
        ("Research & Development", "RD"),
        ("Qualité", "QUA"),
        ("ＨＲ部", "HR"),
        ("鑫源部", "Y"),  # 鑫 is sorted by its strokes
        ("Ω部", "D"),
        ("🙂", "D"),
        ("", "D"),
    ],
)
def test_the_initials_of_a_name(name: str, code: str) -> None:
    assert department_code(name) == code


def test_no_code_twice() -> None:
    assert department_code("客服部", {"JS"}) == "KF"
    assert department_code("客服部", {"KF"}) == "KF2"
    assert department_code("快付部", {"KF", "KF2"}) == "KF3"
    assert department_code("信息技术与数据", {"XXJSYS"}) == "XXJSY2"


@given(st.lists(st.text(max_size=12), max_size=14))
def test_any_names_get_valid_codes_that_differ(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        taken.append(department_code(name, taken))
    assert all(CODE.fullmatch(code) for code in taken)
    assert len(set(taken)) == len(names)
