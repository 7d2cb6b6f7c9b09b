"""The web page as a parser of the standard library sees it."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a page holds: its tables as rows of texts with the classes of their cells, its ids, links, and everything that would be fetched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.looks: dict[str, list[list[str]]] = {}
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.names: dict[str, str] = {}
        self.open: set[str] = set()
        self.said = ""
        self._section, self._text, self._path = "", "", list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._path.append(tag)
        if "id" in found:
            self.anchors.append(found["id"])
        if tag == "details":
            self._section = found["id"]
            if "open" in found:
                self.open.add(self._section)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        self.fetched += [value for name, value in found.items() if name == "src" or (tag == "link" and name == "href")]
        if tag == "tr":
            self.tables.setdefault(self._section, []).append([])
            self.looks.setdefault(self._section, []).append([])
        if tag in ("td", "th", "summary"):
            self._text = ""
        if tag in ("td", "th"):
            self.looks[self._section][-1].append(found.get("class", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.tables[self._section][-1].append(self._text)
        if tag == "summary":
            self.names[self._text.strip()] = self._section
        while self._path and self._path.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._path):
            self._text += data
            self.said += data
