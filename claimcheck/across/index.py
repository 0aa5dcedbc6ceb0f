"""The report on a batch as one HTML page that needs nothing else, has no script and links to nothing outside itself."""

from functools import cache, partial
from typing import Final

from jinja2 import Template

from claimcheck.across.overview import Overview
from claimcheck.across.words import ABOUT, NOTHING, accusing, answers, place
from claimcheck.files import Target, opened
from claimcheck.page import asset, head, style, template
from claimcheck.report.wording import NAMES, percent

_asset = partial(asset, "claimcheck.across")

TITLES: Final = {
    "accused": "Who accuses whom",
    "same": "The same claim in several articles",
    "open": "Claims with no reply in any article",
    "repeats": "Repeated denials",
    "articles": "Articles",
}


def write_html(target: Target, found: Overview, *, failed: int = 0) -> None:
    """Write the page, a piece at a time.

    Args:
        target: a path (written whole or not at all), ``"-"`` for standard output, or a text stream.
        found: the batch.
        failed: how many articles could not be checked.

    Raises:
        OutputError: where it cannot be written.
        BrokenPipeError: where whoever read the standard output has gone away.
    """
    pieces = _template().generate(
        found=found,
        failed=failed,
        parts=[(name, title, len(getattr(found, name))) for name, title in TITLES.items()],
        about={**dict.fromkeys(TITLES, ""), **ABOUT, "accused": accusing(found)},
        nothing=NOTHING,
        names=NAMES,
        answers=answers,
        place=place,
        percent=percent,
        **head([style(), _asset("index.css")]),
    )
    with opened(target) as sink:
        for piece in pieces:
            sink.write(piece)


@cache
def _template() -> Template:
    return template(_asset("index.html"))
