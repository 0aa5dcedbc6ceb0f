"""What a page holds, read as a browser would read tags that match."""

from html.parser import HTMLParser

VOID = {"meta", "input", "br", "link", "img"}


class Tree(HTMLParser):
    """What a page holds: its elements with attributes and the text in them; fails where tags do not match."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[tuple[str, dict[str, str]], ...], str]] = []
        self.feed(page)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; none has an attribute twice."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        element = (tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open."""
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Keep text with the elements around it."""
        self.texts.append((tuple(self.stack), data))

    def find(self, tag: str = "", **attributes: str) -> list[dict[str, str]]:
        """Return the attributes of the elements of a kind, with these among their attributes."""
        return [own for name, own in self.elements if tag in ("", name) and attributes.items() <= own.items()]

    def text(self, identity: str, *, leave_out: tuple[str, ...] = ()) -> str:
        """Return the text within the element of that id, without elements of some tags or classes."""
        parts = []
        for stack, data in self.texts:
            ids = [own.get("id") for _, own in stack]
            if identity in ids:
                inner = stack[ids.index(identity) :]
                if not any(tag in leave_out or set(own.get("class", "").split()) & set(leave_out) for tag, own in inner):
                    parts.append(data)
        return "".join(parts)
