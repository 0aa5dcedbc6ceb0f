"""What all export formats share: text that other programs can hold, and what the settings of a run say."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from claimcheck.labels import Thresholds
from claimcheck.pipeline import Analysis

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WHITE: Final = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*")
# Controls, halves of characters, the marks that turn the order of what follows, and code points that are no characters.
_UNFIT: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
    + "".join(map(chr, (plane << 16 | last for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))))
    + "]"
)
# No address holds these as they are, and some programs take an address to end at them.
_NOT_IN_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|\\^`\ud800-\udfff\s]")


def one_line(text: str) -> str:
    """Return text for a cell or a line of a note.

    Line ends and tabs, with the white space about them, become one space. What no program should be handed (control characters,
    lone surrogates, marks that turn the direction of writing) becomes U+FFFD, so that a reader sees that something stood there.
    Everything else is left as it is: ligatures, joined emoji, soft hyphens.
    """
    return _UNFIT.sub(REPLACEMENT, _WHITE.sub(" ", text)).strip()


def whole(value: Any, also: str = "") -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return JSON with U+FFFD in place of each lone surrogate, one for one, so that every offset stays right.

    Surrogates are no characters: UTF-8, RDF and databases refuse them.

    Args:
        value: JSON.
        also: other characters to be replaced likewise.
    """
    if isinstance(value, str):
        text = _SURROGATE.sub(REPLACEMENT, value)
        return text.translate(dict.fromkeys(map(ord, also), REPLACEMENT)) if also else text
    if isinstance(value, Mapping):
        return {whole(name, also): whole(member, also) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [whole(member, also) for member in value]
    return value


def web_address(url: str | None) -> str | None:
    """Return the address of a web page; None for anything that is none, such as a path or a script."""
    if not url or _NOT_IN_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def own_labels(analysis: Analysis, index: int) -> tuple[str, ...]:
    """Return the labels of the user's own that hold of a sentence, the surest first."""
    thresholds = analysis.settings.get("thresholds")
    value = thresholds.get("custom") if isinstance(thresholds, Mapping) else getattr(thresholds, "custom", None)
    threshold = float(value) if isinstance(value, int | float) else Thresholds().custom
    scores = analysis.findings[index].labelling.custom
    return tuple(sorted((name for name, score in scores.items() if score >= threshold), key=lambda name: (-scores[name], name)))


def rounded(probability: float) -> float:
    """Return a probability with the 4 decimals of a JSON export."""
    return round(float(probability), 4) + 0.0
