"""The report on a batch as one HTML page that needs nothing else, has no script and links to nothing outside itself."""

from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Template
from markupsafe import Markup

from claimcheck import __version__
from claimcheck.across.overview import Overview
from claimcheck.across.words import ABOUT, NOTHING, accusing, answers, place
from claimcheck.files import Target, opened
from claimcheck.page import policy, style, template
from claimcheck.report.wording import NAMES, percent

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
    styles = [style(), _asset("index.css")]
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
        # Safe: files of this package, without any text of an article.
        styles=[Markup(each) for each in styles],  # noqa: S704
        policy=policy(styles, [], connect=False),
        version=__version__,
    )
    with opened(target) as sink:
        for piece in pieces:
            sink.write(piece)


@cache
def _asset(name: str) -> str:
    # Line ends as a browser counts them when it hashes.
    return (resources.files("claimcheck.across") / "assets" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _template() -> Template:
    return template(_asset("index.html"))
