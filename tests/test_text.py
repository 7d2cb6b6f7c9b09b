"""Every code has a sentence in each language, and the languages say the same."""

from datetime import timedelta, timezone
from string import Formatter

import pytest

from sheetsync.files.unreadable import REASONS, unreadable
from sheetsync.model import kinds
from sheetsync.model.decision import Choice as Option
from sheetsync.model.finding import CODES, Finding
from sheetsync.model.template import Choice, Field, Sheet, Template
from sheetsync.text import LANGUAGES, SENTENCES, en, en_template, words, zh, zh_template

TEMPLATE = Template(
    name="t",
    labels={"zh": "样表", "en": "Sample"},
    languages=("zh", "en"),
    sheets=(
        Sheet(
            key="job",
            labels={"zh": "工作", "en": "Jobs"},
            form="table",
            fields=(
                Field("id", {"zh": "编号", "en": "ID"}, "id"),
                Field("due", {"zh": "期限", "en": "Due"}, "date"),
                Field("score", {"zh": "评分", "en": "Score"}, "integer", minimum=1, maximum=5),
                Field("count", {"zh": "数量", "en": "Count"}, "integer"),
                Field("team", {"zh": "部门", "en": "Team"}, "department"),
                Field("after", {"zh": "前置", "en": "After"}, "refs", target="job"),
                Field(
                    "state",
                    {"zh": "状态", "en": "State"},
                    "choice",
                    choices=(Choice("open", {"zh": "未办", "en": "Open"}), Choice("done", {"zh": "已办", "en": "Done"})),
                ),
            ),
        ),
    ),
)


def placeholders(sentence: str) -> list[tuple[str, str, str]]:
    return [(name, spec, conversion or "") for _, name, spec, conversion in Formatter().parse(sentence) if name is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_sentence(language: str, code: str) -> None:
    assert SENTENCES[language].get(f"finding.{code}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_reading_has_words(language: str) -> None:
    assert [reason for reason in sorted(kinds.REASONS) if not SENTENCES[language].get(f"reason.{reason}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_to_refuse_a_file_has_words_of_its_own(language: str, reason: str) -> None:
    code = unreadable(reason).code
    assert {f"reason.{reason}", f"finding.{code}.{reason}"} & SENTENCES[language].keys()


def test_no_sentence_stands_in_two_files() -> None:
    assert zh.SENTENCES.keys() & zh_template.SENTENCES.keys() == set()
    assert en.SENTENCES.keys() & en_template.SENTENCES.keys() == set()


def test_languages_hold_the_same_keys() -> None:
    assert sorted(SENTENCES["zh"]) == sorted(SENTENCES["en"])


@pytest.mark.parametrize("key", SENTENCES["zh"])
def test_languages_fill_in_the_same(key: str) -> None:
    names = {language: {name for name, _, _ in placeholders(SENTENCES[language][key])} for language in LANGUAGES}
    assert names["zh"] == names["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_can_fail_on_a_value(language: str) -> None:
    """A format spec, a conversion or an attribute could; a plain name never does."""
    for key, sentence in SENTENCES[language].items():
        for name, spec, conversion in placeholders(sentence):
            assert name.isidentifier(), key
            assert (spec, conversion) == ("", ""), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_bare_finding_shows_dashes(language: str, code: str) -> None:
    sentence = words(language, TEMPLATE).finding(Finding(code))
    assert "{" not in sentence
    assert "None" not in sentence


def test_a_finding_says_where_what_and_what_is_expected() -> None:
    finding = Finding(
        "invalid-value", file="a.xlsx", sheet="job", record="J-1", field="due", place="工作", cell="C7", value="月底", reason="relative-date"
    )
    zh, en = words("zh", TEMPLATE).finding(finding), words("en", TEMPLATE).finding(finding)
    assert zh == "a.xlsx“工作”表 C7：“期限”填的是“月底”：不是确定的日期，没有采用，这一格保持原样。应填：日期，如 2024-09-25。"
    assert en == (
        "a.xlsx, sheet 工作, C7: Due says “月底”: this is no definite date. "
        "It was not taken over and the cell stays as it was. Expected: a date such as 2024-09-25."
    )


def test_the_nearest_word_is_proposed() -> None:
    finding = Finding("invalid-value", sheet="job", field="state", value="已瓣", detail={"nearest": "已办"})
    assert words("zh", TEMPLATE).finding(finding).endswith("应填：以下之一：未办、已办。是否想填“已办”？")


def test_two_readings_are_both_named() -> None:
    finding = Finding("ambiguous-value", sheet="job", field="due", value="3/4", reason="day-or-month", detail={"nearest": "2024-03-04 / 2024-04-03"})
    assert words("zh", TEMPLATE).finding(finding).endswith("可能的读法：2024-03-04 / 2024-04-03。")


def test_a_repaired_value_is_shown_as_people_see_it() -> None:
    finding = Finding("repaired-value", sheet="job", field="state", value="办完", reason="synonym", detail={"read": "done"})
    assert (
        words("en", TEMPLATE).finding(finding)
        == "State says “办完”, which was read as “Done” (a word of the same meaning). Correct it if that is wrong."
    )


def test_a_decision_tells_who_stands_for_what() -> None:
    choices = (Option("open"), Option("done", ("North", "South")), Option(None, ("East",)))
    finding = Finding("conflict", sheet="job", record="J-1", field="state", detail={"id": "J-1.state", "current": "open", "choices": choices})
    assert (
        words("en", TEMPLATE)
        .finding(finding)
        .startswith("Jobs J-1: departments disagree about State: Done (North, South); (blank) (East). Until it is decided it stays “Open”;")
    )


def test_two_records_that_look_like_one_are_both_named() -> None:
    finding = Finding("possible-duplicate", sheet="job", record="J-1", detail={"id": "J-1+J-2", "choices": (Option("keep"), Option("unite"))})
    assert words("zh", TEMPLATE).finding(finding).startswith("工作的 J-1、J-2 像是同一件事")


@pytest.mark.parametrize(
    ("saved", "shown"),
    [("2026-11-20T11:02:09Z", "2026-11-20 19:02"), ("2026-11-20T11:02:09", "2026-11-20 11:02"), ("yesterday", "yesterday")],
)
def test_times_are_told_on_the_clock_of_the_project(saved: str, shown: str) -> None:
    told = words("en", TEMPLATE, timezone(timedelta(hours=8))).finding(Finding("late-copy", department="North", value=saved))
    assert told == f"North saved this at {shown}, after the deadline —. It was merged all the same."


@pytest.mark.parametrize(
    ("field", "detail", "expected"),
    [
        ("due", {}, "a date such as 2024-09-25"),
        ("score", {}, "a whole number from 1 to 5"),
        ("count", {}, "a whole number"),
        ("state", {}, "one of: Open, Done"),
        ("team", {"departments": ("North", "South")}, "one of the departments: North, South"),
        ("after", {}, "one or more IDs from the sheet Jobs"),
    ],
)
def test_what_is_expected_comes_from_the_field(field: str, detail: dict[str, object], expected: str) -> None:
    assert words("en", TEMPLATE).expected(Finding("invalid-value", sheet="job", field=field, detail=detail)) == expected


def test_nothing_is_expected_where_no_value_is_wrong() -> None:
    assert words("en", TEMPLATE).expected(Finding("superseded", sheet="job", field="due")) == ""
    assert words("en", TEMPLATE).expected(Finding("invalid-value", sheet="gone", field="due")) == ""


def test_a_sentence_survives_braces_in_what_people_typed() -> None:
    assert "“{x}”" in words("en", TEMPLATE).finding(Finding("comment", value="{x}"))


def test_an_unknown_key_or_language_is_a_bug() -> None:
    with pytest.raises(KeyError):
        words("en")("no.such.key")
    with pytest.raises(KeyError):
        words("fr")


@pytest.mark.parametrize(("days", "said"), [(1, "waited for approval since 2026-11-19, 1 working day;"), (4, "since 2026-11-19, 4 working days;")])
def test_what_is_counted_stands_in_the_singular_or_the_plural(days: int, said: str) -> None:
    found = Finding(
        "approval-late", department="North", sheet="job", record="J-1", detail={"days": days, "since": "2026-11-19", "title": "7 thing(s)"}
    )
    told = words("en", TEMPLATE).finding(found)
    assert said in told
    assert "7 thing(s)" in told, "what people typed stays as it is"


def test_where_nobody_can_be_asked_somebody_is_to_be_named_first() -> None:
    nobody = Finding("no-update", sheet="job", record="J-1", detail={"title": "架桥", "round": "W2", "since": "2026-11-16"})
    assert words("zh", TEMPLATE).finding(nobody).endswith("还没有进度记录。请先填上责任部门，再由该部门补填本期进展。")
    assert words("en", TEMPLATE).finding(nobody).endswith("(fill in the department first): report what was done.")


def test_of_a_removed_record_one_sentence_tells_what_is_not_taken() -> None:
    gone = Finding(
        "decided-against", department="甲、乙", sheet="job", record="J-1", value="高、1", reason="removed", detail={"title": "架桥", "count": 2}
    )
    assert words("zh", TEMPLATE).finding(gone).endswith(" J-1“架桥”已由协调人移除，甲、乙的 2 处填写不再采用：高、1。各处见“填写去向”。")
