"""Training articles: the gold and PolNeAR, cut into the windows that the encoder reads."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from claimcheck.document import Document, Span
from claimcheck.network.config import NetworkConfig
from claimcheck.network.windows import SentenceTokens, TokenCutter, Window, pack
from claimcheck.sentences import split

UNBROKEN: Final = str.maketrans("\r\n", "  ")
STRAIGHT: Final = str.maketrans("“”„‘’", '"""\'\'')


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article with its tokens, windows, and whatever annotation it has.

    Attributes:
        id: its name in the data.
        text: the article.
        spans: its sentences.
        tokens: their tokens.
        windows: the windows that hold them.
        gold: the gold's sentence records, or None.
        attributions: PolNeAR's attributions, or None.
    """

    id: str
    text: str
    spans: tuple[Span, ...]
    tokens: tuple[SentenceTokens, ...]
    windows: tuple[Window, ...]
    gold: tuple[dict[str, Any], ...] | None = None
    attributions: tuple[dict[str, Any], ...] | None = None


def prepare(
    cutter: TokenCutter,
    config: NetworkConfig,
    *,
    id: str,  # noqa: A002 - the field's name in the data
    text: str,
    spans: Sequence[Span],
    gold: Sequence[dict[str, Any]] | None = None,
    attributions: Sequence[dict[str, Any]] | None = None,
) -> Article:
    """Cut one article for ``config``'s windows."""
    tokens = cutter.cut(text, spans)
    windows = pack(tokens, start=cutter.start, end=cutter.end, window=config.window, overlap=config.overlap)
    return Article(
        id=id,
        text=text,
        spans=tuple(spans),
        tokens=tuple(tokens),
        windows=tuple(windows),
        gold=None if gold is None else tuple(gold),
        attributions=None if attributions is None else tuple(attributions),
    )


def read_gold(path: Path, cutter: TokenCutter, config: NetworkConfig) -> list[Article]:
    """Read articles of the gold's format."""
    articles = []
    for row in rows(path):
        spans = [Span(start=s["start"], end=s["end"]) for s in row["sentences"]]
        articles.append(prepare(cutter, config, id=row["id"], text=row["text"], spans=spans, gold=row["sentences"]))
    return articles


def read_polnear(path: Path, cutter: TokenCutter, config: NetworkConfig, *, most: int) -> list[Article]:
    """Read at most ``most`` articles of PolNeAR, picked by the hash of their names so that any prefix is a fair sample."""
    picked = sorted(rows(path), key=lambda row: digest(row["id"]))[:most]
    articles = []
    for row in picked:
        spans = [sentence.span for sentence in split(Document(text=row["text"]))]
        articles.append(prepare(cutter, config, id=row["id"], text=row["text"], spans=spans, attributions=row["attributions"]))
    return articles


def disguised(article: Article, cutter: TokenCutter, config: NetworkConfig, dice: random.Random) -> Article:
    """Return a gold article as another desk would have typed it: straight quotation marks, no paragraphs, a headline in capitals.

    Offsets stay as they are, so the gold's spans and labels hold.
    """
    text = article.text.translate(STRAIGHT) if dice.random() < 1 / 2 else article.text
    if dice.random() < 1 / 2:
        text = text.translate(UNBROKEN)
    headline = article.spans[0]
    loud = text[headline.start : headline.end].upper()
    if dice.random() < 1 / 3 and len(loud) == headline.end - headline.start:  # "ß" grows
        text = text[: headline.start] + loud + text[headline.end :]
    return prepare(cutter, config, id=article.id, text=text, spans=article.spans, gold=article.gold)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def divided(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the records of a gold file: those to fit on, and those held aside."""
    fitted: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    for row in rows(path):
        (aside if held_aside(row["id"]) else fitted).append(row)
    return fitted, aside


def digest(text: str) -> int:
    """Return a number that depends on the text alone: for splits that any run makes alike."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def held_aside(article_id: str, *, share: float = 0.06) -> bool:
    """Whether a training article is kept for calibration and thresholds, never for weights.

    Judged by the name without its running number, so that versions of one story fall on the same side.
    """
    return digest("aside" + re.sub(r"-\d+$", "", article_id)) / 2**64 < share
