"""A web page as a newspaper has them, about people who do not exist, with all that stands around an article."""

from html import escape
from typing import Final

HEADLINE: Final = "Ferry minister rejects claim that she hid safety reports"
PARAGRAPHS: Final = (
    "The ferry minister of Tollmark, Runa Selwick, on Monday rejected a claim that she had hidden three safety reports from parliament.",
    "A draft audit seen by the Tollmark Courier alleges that her office received the reports in June & “parked them in a drawer”.",
    "“I have hidden nothing,” Selwick told reporters at Port Anselm. “Would I have asked for an audit if I had?”",
    "A spokesman for the auditors, Piet Amador, said that no finding had been made yet and that the draft was not meant to be published.",
    "Baltic Crossings, which runs the ferries, declined to comment on the audit or on the reports that it is said to have written.",
)
_HEAD: Final = """
<meta charset="utf-8">
<title>Ferry minister rejects claim over safety reports | Tollmark Courier</title>
<meta property="og:title" content="Ferry minister rejects claim over safety reports | Tollmark Courier">
<meta property="og:site_name" content="Tollmark Courier">
<meta property="article:published_time" content="2031-02-17T09:30:00+01:00">
<meta name="author" content="Oda Brandvik">
<link rel="canonical" href="https://courier.example/2031/02/ferry-minister">
<style>p { color: black }</style>
<script>document.title = "The minister admitted everything in a script";</script>
"""
_BEFORE: Final = """
<div class="cookie-consent"><p>We and our partners use cookies. Accept all cookies to go on.</p></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li></ul></nav></header>
<div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/politics">Politics</a></div>
"""
_FIGURE: Final = """
<figure><img src="x.jpg" alt="Selwick"><figcaption>Runa Selwick leaves the harbour office. Photo: L. Fenn</figcaption></figure>
<div class="share-buttons"><span>Share this article</span> <a href="#">Facebook</a> <a href="#">Copy link</a></div>
"""
_AFTER: Final = """
<div class="newsletter-signup"><p>Sign up to our newsletter and get the best of Tollmark every morning.</p></div>
<aside class="related"><h3>Read next</h3><ul><li><a href="/a">Harbour dues rise</a></li><li><a href="/b">Gulls return</a></li></ul></aside>
<section id="comments"><p>seadog77: she is lying, everybody at the quay knows that the reports went into the shredder.</p></section>
<footer><p>© Tollmark Courier. Terms of use. Privacy.</p></footer>
"""


def page(paragraphs: tuple[str, ...] = PARAGRAPHS, *, headline: str = HEADLINE, head: str = _HEAD) -> str:
    """Return such a page, with these paragraphs."""
    first, *others = [f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs]
    article = f"<h1>{escape(headline)}</h1>\n{first}{_FIGURE}{''.join(others)}"
    body = f"{_BEFORE}<main><article>{article}</article></main>{_AFTER}"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>'


def plain(*paragraphs: str, title: str = "") -> str:
    """Return a page of paragraphs alone."""
    return f"<html><head><title>{title}</title></head><body>{''.join(f'<p>{each}</p>' for each in paragraphs)}</body></html>"
