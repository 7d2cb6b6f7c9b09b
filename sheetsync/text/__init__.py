"""What people see: the sentences of each language, those about the template format in a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from sheetsync.model.template import Template
from sheetsync.model.words import Words
from sheetsync.text import en, en_template, zh, zh_template
from sheetsync.text.language import Language

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "zh": zh.SENTENCES | zh_template.SENTENCES,
    "en": en.SENTENCES | en_template.SENTENCES,
}
"""The sentences of each language, by key."""

LANGUAGES = tuple(SENTENCES)


def words(language: str, template: Template | None = None, zone: tzinfo | None = None) -> Words:
    """The sentences of a language (`zh`, `en`), with the template's labels for sheets and fields; KeyError for another language.

    Times are told on the clock of `zone`, else in UTC.
    """
    return Language(language, SENTENCES[language], template, zone)
