"""The findings of articles as one HTML page that needs nothing else: no network, no script or font from elsewhere.

The page is read by eye, by keyboard, by screen reader and on paper; without its script it is a plain document whose
references are links. Its own security policy lets it run its one script and load nothing.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from claimcheck import __version__
from claimcheck.files import Target, opened
from claimcheck.page.clean import clean
from claimcheck.page.view import view
from claimcheck.pipeline import Analysis

MEDIA_TYPE: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """What the review adds to the page; a plain page has none of it.

    Attributes:
        style: further style sheet.
        script: further script, run after the page's own.
        base: address under which the script saves, for the script to read.
    """

    style: str
    script: str
    base: str


def build(analyses: Sequence[Analysis], *, editor: Editor | None = None) -> str:
    """Return the page. Lone surrogates and control characters of the articles are shown as U+FFFD.

    Args:
        analyses: the articles in order; with more than one the page begins with an index.
        editor: what a review adds.
    """
    styles, scripts = _parts(editor)
    return _template().render(
        view=view(analyses, every=editor is not None),
        base=editor.base if editor else None,
        **head(styles, scripts, connect=editor is not None),
    )


def write_html(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write the page of these articles.

    Args:
        target: a path (written whole or not at all), ``"-"`` for standard output, or a text stream.
        analyses: the articles in order.

    Raises:
        OutputError: where it cannot be written.
        BrokenPipeError: where whoever read the standard output has gone away.
    """
    page = build(list(analyses))
    with opened(target) as sink:
        sink.write(page)


def head(styles: Sequence[str], scripts: Sequence[str] = (), *, connect: bool = False) -> dict[str, object]:
    """Return what the head of each page of this package is made from (``head.html``), its policy included; see :func:`policy`."""
    return {
        # Safe: files of this package, without any text of an article.
        "styles": [Markup(each) for each in styles],  # noqa: S704
        "scripts": [Markup(each) for each in scripts],  # noqa: S704
        "policy": policy(styles, scripts, connect=connect),
        "version": __version__,
    }


def policy(styles: Iterable[str], scripts: Iterable[str], *, connect: bool) -> str:
    """Return the content security policy that allows exactly these styles and scripts, by hash, and no network.

    Args:
        styles: the style sheets in the page.
        scripts: the scripts in the page.
        connect: whether scripts may call the server that the page came from.
    """
    hashed = {"style-src": list(map(_hash, styles)), "script-src": list(map(_hash, scripts))}
    return "; ".join(
        (
            "default-src 'none'",
            *(f"{name} {' '.join(hashes)}" for name, hashes in hashed.items() if hashes),
            *(["connect-src 'self'"] if connect else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def policy_of(editor: Editor | None) -> str:
    """Return the content security policy of the page, for a server that sends it as a header too."""
    styles, scripts = _parts(editor)
    return policy(styles, scripts, connect=editor is not None)


def style() -> str:
    """Return the style sheet of the page, for other pages beside it."""
    return _asset("page.css")


@cache
def asset(package: str, name: str) -> str:
    """Return a style sheet, script or template that lies in the assets of a package of ours."""
    # Line ends as a browser counts them when it hashes.
    return (resources.files(package) / "assets" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def template(text: str) -> Template:
    """Compile a page of this package, which may include ``head.html``: what it is given is shown as text, fit for a browser."""
    environment = Environment(
        loader=DictLoader({"page.html": text, "head.html": _asset("head.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    return environment.get_template("page.html")


def _parts(editor: Editor | None) -> tuple[list[str], list[str]]:
    """Return styles and scripts."""
    return [style(), *([editor.style] if editor else [])], [_asset("page.js"), *([editor.script] if editor else [])]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


_asset = partial(asset, "claimcheck.page")


@cache
def _template() -> Template:
    return template(_asset("page.html"))


def _finalize(value: object) -> object:
    """Make text fit for a page, wherever the template puts it; the package's own markup stays as it is."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
