"""The page about the template format, made from the code's own definitions; and how an example of it is put into a template."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from sheetsync.files.template_keys import LABELLED, TABLES, Key
from sheetsync.files.template_starter import starter
from sheetsync.files.templates import find_template, template_names
from sheetsync.model.rules import LINKS, RULES, VIEWS, Option
from sheetsync.model.words import Words
from sheetsync.text import words

TITLES: Mapping[str, str] = {
    "top": "…", "choice": "[lists.…]", "sheet": "[sheets.…]", "field": "[sheets.….fields]", "chart": "[[charts]]",
    "check": "[[checks]]", "link": "[[links]]",
}  # fmt: skip
"""How the sections of the page are called: by what stands in the file."""
WHOLE = {"zh": "采购", "en": "purchases"}


def page(language: str) -> str:
    """The whole page in one language."""
    say = words(language)
    parts = [f"# {say('template-page.title')}", say("template-page.intro"), *_whole(say)]
    for name, declared in TABLES.items():
        parts += _table(name, declared, say)
    tables = (("rules", "checks", RULES), ("links", "links", LINKS), ("views", "shows", VIEWS))
    return "\n\n".join([*parts, *(each for table in tables for each in _rules(*table, say))]) + "\n"


def _whole(say: Words) -> Iterator[str]:
    yield f"## {say('template-page.whole')}"
    yield say("template-page.whole.intro")
    shown = [line for line in starter(WHOLE[say.language], say).splitlines() if not line.startswith("#")]
    yield "```toml\n" + re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip() + "\n```"


def _table(name: str, declared: Mapping[str, Key], say: Words) -> Iterator[str]:
    yield f"## `{TITLES.get(name, f'[[{name}s]]')}`"
    yield say(f"template-file.{name}")
    heads = [say(f"template-page.{each}") for each in ("key", "means", "value", "default", "example")]
    rows = [heads, ["---"] * len(heads)]
    if name in LABELLED:
        rows.append(["`zh` `en`", f"{say(f'template-file.{name}.label')}", say("template-page.labels"), say("template-page.needed"), '`zh = "采购"`'])
    rows += [_row(name, key, each, say) for key, each in declared.items()]
    yield "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)
    for key, each in declared.items():
        if each.words:
            yield from _words(key, each, say)


def _row(table: str, key: str, each: Key, say: Words) -> list[str]:
    default = say("template-page.needed") if each.needed else f"`{each.default}`" if each.default else ""
    example = "<br>".join(f"`{line}`" for line in each.example.splitlines())
    return [f"`{key}`", say(f"template-file.{table}.{key}"), say(f"template-shape.{each.shape}"), default, example]


def _words(key: str, each: Key, say: Words) -> Iterator[str]:
    yield f"### {say('template-page.words', key=key)}"
    rows = [[say("template-page.word"), say("template-page.means")], ["---", "---"]]
    rows += [[f"`{word}`", say(f"template-word.{key}.{word}")] for word in each.words]
    yield "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)


def _rules(name: str, above: str, rules: Mapping[str, Mapping[str, Option]], say: Words) -> Iterator[str]:
    yield f"## {say(f'template-page.{name}')}"
    yield say(f"template-page.{name}.intro")
    examples = rule_examples(above)
    rows = [[say(f"template-page.{each}") for each in ("rule", "means", "options", "example")], ["---"] * 4]
    for rule, options in rules.items():
        told = "<br>".join(f"`{key}` {_option(option, say)}" for key, option in options.items())
        means = say(f"template-rule.{rule}" if above != "shows" else f"template-word.what.{rule}")
        rows.append([f"`{rule}`", means, told, "<br>".join(f"`{line}`" for line in examples[rule].splitlines()[1:])])
    yield "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)


def _option(option: Option, say: Words) -> str:
    what = say(f"template-option.{option.what}")
    what = say("template-option.of", what=what, of=f"`{option.of}`") if option.of else what
    return what if option.required else say("template-option.may", what=what)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def rule_examples(above: str = "checks") -> dict[str, str]:
    """For each rule or view, the longest section of the templates that come along which uses it."""
    found: dict[str, str] = {}
    for name in template_names():
        for section in re.findall(rf"^\[\[{above}\]\]\n(?:[^\n]+\n)*", find_template(name).read_text("utf-8"), re.MULTILINE):
            told = tomllib.loads(section)[above][0]
            rule = told.get("rule") or told["what"]
            found[rule] = max(found.get(rule, ""), section, key=len)
    return found


# ── examples in a template ──

LABELS = 'zh = "例子", en = "Example"'
PLACES = {"choice": "[lists.state]", "sheet": "[sheets.purchase]", "field": "[sheets.purchase.fields]", "chart": "[[charts]]", "check": "[[checks]]"}
"""The section of the new template that an example goes into; `top` is its beginning, and a table that it has not gets a section of its own."""


def with_example(table: str, key: str, each: Key) -> str:
    """The new template with the example of a key in it, instead of what it says of that key."""
    source, example = starter("example", words("en")), each.example
    if example.startswith("["):
        return source if example.splitlines()[0] in source.splitlines() and key == "fields" else f"{source}\n{example}\n"
    if table == "field":
        place = "[sheets.front.fields]" if key == "fill" else PLACES[table]
        return _inserted(source, place, f"example = {{ {LABELS}, {example} }}", after_id=key != "fill")
    if table == "choice":
        return _inserted(source, PLACES[table], f"example = {{ {LABELS}, {example} }}")
    if table == "link":
        section = re.sub(rf"^{key} = .*$", example, rule_examples("links")["carries"], flags=re.MULTILINE)
        return _inserted(source, "", 'needs = ["planning"]', "needs") + section
    if table not in ("top", *PLACES):
        labels = LABELS.split(", ") if table in LABELLED else []
        wanted = [each.example for name, each in TABLES[table].items() if each.needed and name != key]
        return "\n".join([source, f"[[{table}s]]", *labels, *wanted, example, ""])
    return _inserted(source, PLACES.get(table, ""), example, key)


def _inserted(source: str, place: str, line: str, instead: str = "", after_id: bool = False) -> str:
    lines = source.splitlines()
    start = lines.index(place) + 1 if place else 0
    end = next((n for n in range(start, len(lines)) if lines[n].startswith("[")), len(lines))
    section = [each for each in lines[start:end] if not (instead and re.match(rf"{instead}\s*=", each))]
    section.insert(1 if after_id else 0, line)
    return "\n".join([*lines[:start], *section, *lines[end:], ""])
