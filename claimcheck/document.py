"""An article as it is checked: its text, where it came from, and spans of it."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A half-open range ``[start, end)`` in Unicode code points of ``Document.text``.

    Raises:
        ValueError: where not ``0 <= start <= end``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that no text can have."""
        if not 0 <= self.start <= self.end:
            msg = f"a span needs 0 <= start <= end, not start={self.start}, end={self.end}"
            raise ValueError(msg)

    def __len__(self) -> int:
        """Length in code points."""
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Number of code points that both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def covers(self, other: "Span") -> bool:
        """Whether ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article. ``text`` is never normalised: every offset anywhere refers to it as it stands.

    Attributes:
        text: the article, line ends and all, as decoded or as extracted from HTML.
        id: the name under which results refer to it.
        origin: path or address it was read from; "-" for standard input, "" for text handed over.
        title: headline, where the input gives one apart from the text.
        url: address of the publication, where the input names one.
        date: publication date as the input gives it, ISO 8601 where it could be parsed.
        author: by-line as the input gives it.
        outlet: who published it.
        notes: what the reader should know of how the text was read ("decoded as cp1252").
    """

    text: str
    id: str = "text"
    origin: str = ""
    title: str | None = None
    url: str | None = None
    date: str | None = None
    author: str | None = None
    outlet: str | None = None
    notes: tuple[str, ...] = field(default=())

    def slice(self, span: Span) -> str:
        """Return the exact characters of ``span``."""
        return self.text[span.start : span.end]

    @property
    def text_sha256(self) -> str:
        """Hash of the UTF-8 text, as hexadecimal digits: two results with the same hash speak of the same offsets."""
        # surrogatepass: a lone surrogate can come from JSON escapes and must not stop a batch
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
