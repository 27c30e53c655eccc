"""What changed in the text of a document, as it reads: paragraph by paragraph, under each heading, for a page that renders both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from covis.editions.comparison import opcodes, plain

BLOCKS = 1_000  # paragraphs of one section that are compared one by one


@dataclass(frozen=True)
class TextChange:
    """Neighbouring paragraphs under a heading that changed. `before` and `after` are the document's own sanitised HTML; "" for nothing."""

    heading: str
    before: str
    after: str


def text_changes(before: str, after: str) -> tuple[TextChange, ...]:
    """The differences of two texts (sanitised HTML), in the order in which a reader meets them. Pure."""
    was, now = dict(_sections(before)), dict(_sections(after))
    found: list[TextChange] = []
    for heading in dict.fromkeys([*now, *was]):
        old, new = was.get(heading, []), now.get(heading, [])
        if max(len(old), len(new)) > BLOCKS:
            if old != new:
                found.append(TextChange(heading, "".join(old), "".join(new)))
            continue
        for kind, i, i_end, j, j_end in opcodes(old, new):
            if kind != "equal":
                found.append(TextChange(heading, "".join(old[i:i_end]), "".join(new[j:j_end])))
    return tuple(found)


def _sections(html: str) -> Iterator[tuple[str, list[str]]]:
    """(heading, its blocks); what stands before the first heading has none. Headings of one name are kept apart by a number."""
    seen: dict[str, int] = {}
    heading, blocks = "", list[str]()
    for block in _blocks(html):
        if not block.startswith("<h2"):
            blocks.append(block)
            continue
        if heading or blocks:
            yield heading, blocks
        heading, blocks = plain(block), []
        seen[heading] = seen.get(heading, 0) + 1
        heading += f" ({seen[heading]})" if seen[heading] > 1 else ""
    if heading or blocks:
        yield heading, blocks


def _blocks(html: str) -> list[str]:
    """The elements at the top of this HTML, each as it is written."""
    parser = _Top()
    parser.feed(html)
    parser.close()
    return [block for block in (*parser.blocks, parser.piece) if block.strip()]


class _Top(HTMLParser):
    """Cuts where an element at the top ends. The compiler closes every element but those that have no end."""

    VOID = frozenset({"br", "hr", "img", "col", "wbr", "input"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[str] = []
        self.piece = ""
        self.depth = 0

    def _cut(self) -> None:
        if self.depth == 0:
            self.blocks.append(self.piece.strip())
            self.piece = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.piece += self.get_starttag_text() or ""
        if tag in self.VOID:
            self._cut()
        else:
            self.depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.piece += self.get_starttag_text() or ""
        self._cut()

    def handle_endtag(self, tag: str) -> None:
        self.piece += f"</{tag}>"
        self.depth = max(0, self.depth - 1)
        self._cut()

    def handle_data(self, data: str) -> None:
        self.piece += data

    def handle_entityref(self, name: str) -> None:
        self.piece += f"&{name};"

    def handle_charref(self, name: str) -> None:
        self.piece += f"&#{name};"
