"""What people see: one file of sentences per language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from sheetsync.model.template import Template
from sheetsync.model.words import Words
from sheetsync.text import en, zh
from sheetsync.text.language import Language

SENTENCES: Mapping[str, Mapping[str, str]] = {"zh": zh.SENTENCES, "en": en.SENTENCES}
"""The sentences of each language, by key."""

LANGUAGES = tuple(SENTENCES)


def words(language: str, template: Template | None = None, zone: tzinfo | None = None) -> Words:
    """The sentences of a language (`zh`, `en`), with the template's labels for sheets and fields; KeyError for another language.

    Times are told on the clock of `zone`, else in UTC.
    """
    return Language(language, SENTENCES[language], template, zone)
