"""The pages of a review: the list of articles, and each article's own page with the editor in it."""

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from claimcheck import page
from claimcheck.page.view import title
from claimcheck.review.session import Progress, Session

if TYPE_CHECKING:
    from jinja2 import Template

asset = partial(page.asset, "claimcheck.review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and the policy to send with it."""

    html: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article in the list: where its page is, its title, where it was read from, how far it is reviewed."""

    address: str
    title: str
    origin: str
    progress: Progress


def index(session: Session, base: str) -> Page:
    """Return the list of articles.

    Args:
        session: the review.
        base: what addresses begin with.
    """
    rows = [
        Row(
            address=f"{base}/articles/{number}",
            title=title(analysis := session.article(number).analysis),
            origin=analysis.document.origin,
            progress=session.progress(number),
        )
        for number in range(1, len(session) + 1)
    ]
    head = page.head([page.style(), asset("review.css")])
    html = _index().render(rows=rows, finished=sum(row.progress.finished for row in rows), **head)
    return Page(html=html, policy=f"{head['policy']}; frame-ancestors 'none'")


def article(session: Session, number: int, base: str) -> Page:
    """Return the page of an article, with all corrections in it.

    Args:
        session: the review.
        number: of the article.
        base: what addresses begin with.

    Raises:
        UnknownError: where there is none of that number.
    """
    editor = page.Editor(style=asset("review.css"), script=asset("review.js"), base=f"{base}/articles/{number}")
    html = page.build([session.article(number).corrected()], editor=editor)
    return Page(html=html, policy=f"{page.policy_of(editor)}; frame-ancestors 'none'")


@cache
def _index() -> "Template":
    return page.template(asset("index.html"))
