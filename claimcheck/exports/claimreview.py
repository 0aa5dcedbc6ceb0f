"""ClaimReview drafts: each claim of an article as a schema.org ClaimReview that a person has still to write.

No draft has a rating, a review or a reviewer: these are the desk's work. What is here is what the article says: the claim in its
words, who makes it where the article names them, where it appears, and what is replied.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from claimcheck import lexicon
from claimcheck.attribution import Source
from claimcheck.document import Document, Span
from claimcheck.exports.plain import one_line, web_address
from claimcheck.exports.rows import Kind, Part, Row, rows
from claimcheck.files import Target
from claimcheck.pipeline import Analysis
from claimcheck.results import write_json

Node = dict[str, Any]

CONTEXT: Final = "https://schema.org"
NOTICE: Final = (
    "Draft made by a program from the words of an article. Nobody has reviewed this claim. "
    "Before it is published it needs an author, an url, a datePublished and a reviewRating of your own."
)
_CLAIMS: Final = (Kind.ANSWERED, Kind.CLAUSE, Kind.DECLINED, Kind.NO_REPLY)
_ROOT: Final = uuid.UUID("0b8f6f0e-57c1-5f0c-9d3b-0a4f5d0f7a52")
_PERSONAL: Final = lexicon.words("he she him her i")
# Words of the lists of bodies that name people as often as a body, and would make "Critics" one.
_PEOPLE: Final = lexicon.words("people women men others some many several critics public crowd majority minority right left")


def write(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write the claims of articles as a JSON list of ClaimReview drafts, each complete in itself, to be copied one by one."""
    write_json(target, chain.from_iterable(map(drafts, analyses)))


def drafts(analysis: Analysis) -> Iterator[Node]:
    """Yield a draft for each claim whose words stand in the article, in its order."""
    claims: dict[tuple[int, Span], list[Row]] = {}
    for row in rows(analysis):
        if row.kind in _CLAIMS and row.said is not None:
            claims.setdefault((row.said.index, row.said.span), []).append(row)
    for found in claims.values():
        yield _draft(analysis, found)


def person_or_organization(document: Document, source: Source) -> str | None:
    """Return the schema.org type of a speaker, where the article shows it; None where it does not.

    A word of a body in the name shows an organization. A title before the name, a personal pronoun or the surname alone, used for
    the speaker, shows a person.
    """
    name = source.name.split()
    keys = [word.lower().strip(".,'’") for word in name]
    if not keys:
        return None
    if any(key in lexicon.BODY_HEADS for key in keys) or (keys[-1] in lexicon.BODIES - _PEOPLE):
        return "Organization"
    mention = document.slice(source.mention).split() if source.mention is not None else []
    called = [word.lower() for word in mention]
    before = document.text[max(0, source.span.start - 40) : source.span.start].rsplit(maxsplit=1)
    titled = bool(before) and before[-1].lower().strip(".") in lexicon.TITLES and source.span.start > 0 and name[0][:1].isupper()
    surname = len(name) > 1 and mention == name[-1:] and mention[0][:1].isupper()
    return "Person" if called in ([word] for word in _PERSONAL) or titled or surname else None


def _draft(analysis: Analysis, found: list[Row]) -> Node:
    first = found[0]
    if first.said is None:  # drafts() hands over rows with a claim
        msg = "a draft needs the words of a claim"
        raise ValueError(msg)
    document = analysis.document
    words = one_line(document.slice(first.said.span))
    key = f"{document.id}\n{document.text_sha256}\n{first.said.span.start}-{first.said.span.end}"
    claim: Node = {"@type": "Claim", "text": words}
    # Whose claim it is that a denial states in its own words, the record does not say.
    if first.kind is not Kind.CLAUSE and (speaker := _speaker(analysis, first.said)):
        claim["author"] = speaker
    claim["appearance"] = _appearance(document)
    if replies := [_reply(analysis, row.reply) for row in found if row.reply is not None]:
        claim["comment"] = replies
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": uuid.uuid5(_ROOT, key.encode("ascii", "backslashreplace").decode("ascii")).urn,
        "creativeWorkStatus": "Draft",
        "description": NOTICE,
        "claimReviewed": words,
        "itemReviewed": claim,
    }


def _speaker(analysis: Analysis, part: Part) -> Node | None:
    source = analysis.findings[part.index].attribution.source
    if source is None or not (name := one_line(source.name)):
        return None
    kind = person_or_organization(analysis.document, source)
    return {**({"@type": kind} if kind else {}), "name": name}


def _reply(analysis: Analysis, part: Part) -> Node:
    reply: Node = {"@type": "Comment", "text": one_line(analysis.document.slice(part.span))}
    if speaker := _speaker(analysis, part):
        reply["author"] = speaker
    return reply


def _appearance(document: Document) -> Node:
    about = {name: one_line(value) if (value := getattr(document, name)) else "" for name in ("title", "author", "outlet")}
    work: Node = {"@type": "NewsArticle"}
    if address := web_address(document.url) or web_address(document.origin):
        work["url"] = address
    if about["title"]:
        work["headline"] = about["title"]
    if published := iso_date(document.date):
        work["datePublished"] = published
    if about["author"]:
        # A by-line may name a reporter, three, or an agency: the type is left to whoever completes the draft.
        work["author"] = {"name": about["author"]}
    if about["outlet"]:
        work["publisher"] = {"@type": "Organization", "name": about["outlet"]}
    return work


def iso_date(given: str | None) -> str | None:
    """Return a date or a time of publication, where it is one in ISO 8601, as it was given; else None."""
    text = (given or "").strip()
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            read(text)
        except ValueError:
            continue
        return text
    return None
