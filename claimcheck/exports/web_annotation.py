"""Web Annotations: each label and each link as an annotation of the W3C's Web Annotation Data Model, in JSON-LD.

Recommendation of 23 February 2017: an AnnotationCollection whose only page is embedded in it. Selectors count Unicode code
points, from 0, the end excluded, as the Recommendation demands and as claimcheck counts anyway.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from claimcheck import __version__
from claimcheck.document import Document, Span
from claimcheck.exports.plain import own_labels, web_address, whole
from claimcheck.files import Target, opened
from claimcheck.labels import NONE
from claimcheck.pairs import Link
from claimcheck.pipeline import Analysis, Finding
from claimcheck.report.wording import NAMES, is_doubtful, percent
from claimcheck.results import dumps

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
AROUND: Final = 32
"""Characters before and after the quoted words, by which they are found again in a text that has changed."""

# A root of our own, so that ids are the same wherever the same findings are exported.
_ROOT: Final = uuid.UUID("6f0d3c52-9f5d-5b0f-8a39-2f1d6f6d8c11")

Node = dict[str, Any]


def write(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write the findings of articles as one collection of Web Annotations.

    The target of an annotation is the text that was read, named by a ``urn:uuid:`` made of its hash; where the article came from a
    web page, ``via`` names the page, and the quotation finds the words there. Positions are positions in the text, not in the page.
    """
    head = dumps(
        {
            "@context": CONTEXT,
            "type": "AnnotationCollection",
            "label": "Claims, denials and official statements, found by a program",
        },
        indent=2,
    )
    identity = hashlib.sha256()
    total = 0
    with opened(target) as sink:
        sink.write(head.removesuffix("\n}"))
        for node in chain.from_iterable(map(annotations, analyses)):
            # A page must hold an annotation: there is none until there is one.
            sink.write(("," if total else ',\n  "first": {\n    "type": "AnnotationPage",\n    "items": [') + "\n      " + dumps(node))
            identity.update(node["id"].encode())
            total += 1
        if total:
            sink.write(f'\n    ],\n    "startIndex": 0,\n    "id": "{_urn("page " + identity.hexdigest())}"\n  }}')
        sink.write(f',\n  "total": {total},\n  "id": "{_urn("collection " + identity.hexdigest())}"\n}}\n')


def annotations(analysis: Analysis) -> Iterator[Node]:
    """Yield the annotations of one article: labels, then speakers, then links, then refusals to comment, in the article's order.

    A lone surrogate, which RDF cannot hold, stands as U+FFFD: one for one, so that the positions are right.
    """
    made = _Annotations(analysis)
    for node in chain(made.labels(), made.speakers(), made.links(), made.refusals()):
        yield whole(node)


class _Annotations:
    """Makes the annotations of one article."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.document: Document = analysis.document
        self.key = f"{self.document.id}\n{self.document.text_sha256}\n{analysis.model.name}\n{analysis.model.revision}"
        self.source: Node = {"id": _urn(f"text {self.document.text_sha256}"), "type": "Text", "format": "text/plain"}
        if address := web_address(self.document.url) or web_address(self.document.origin):
            self.source["via"] = address

    def labels(self) -> Iterator[Node]:
        """Yield an annotation for each sentence with a label."""
        for found in self.analysis.findings:
            index, labelling = found.sentence.index, found.labelling
            own = own_labels(self.analysis, index)
            if labelling.label == NONE and not own:
                continue
            bodies = [_tag(name) for name in (labelling.label, labelling.second) if name and name != NONE]
            bodies += [_tag(name) for name in own if name]  # a results file made by hand may hold a label without a name
            if labelling.doubtful and labelling.label != NONE:
                bodies.append(_tag("doubtful"))
            bodies.append(_described(_words(found, own)))
            yield self._annotation(f"label {index}", "tagging", bodies, found.sentence.span)

    def speakers(self) -> Iterator[Node]:
        """Yield an annotation for each sentence whose speaker the article names."""
        for found in self.analysis.findings:
            source = found.attribution.source
            if source is None:
                continue
            bodies = [self._linked(source.span), _tag("speaker"), _described(f"{source.name} ({percent(source.score)})")]
            if is_doubtful(source):
                bodies.insert(2, _tag("doubtful"))
            yield self._annotation(f"speaker {found.sentence.index}", "linking", bodies, found.sentence.span)

    def links(self) -> Iterator[Node]:
        """Yield an annotation for each link of a denial to the claim that it answers."""
        for number, link in enumerate(self.analysis.links):
            bodies: list[Node] = []
            if link.claim is not None:
                bodies.append(self._linked(self._span(link.claim)))
            if link.clause is not None:
                bodies.append(self._linked(link.clause))
            bodies.append(_tag("answers" if bodies else "claim not in the article"))
            if link.doubtful:
                bodies.append(_tag("doubtful"))
            bodies.append(_described(_link_words(link)))
            motivation = "linking" if link.claim is not None or link.clause is not None else "tagging"
            yield self._annotation(f"link {number}", motivation, bodies, self._span(link.denial))

    def refusals(self) -> Iterator[Node]:
        """Yield an annotation for each place that says that somebody would not comment on a claim."""
        for number, refusal in enumerate(self.analysis.declined):
            bodies = [self._linked(self._span(refusal.claim)), _tag("no comment")]
            yield self._annotation(f"refusal {number}", "linking", bodies, refusal.cue)

    def _span(self, index: int) -> Span:
        return self.analysis.findings[index].sentence.span

    def _annotation(self, name: str, motivation: str, bodies: list[Node], span: Span) -> Node:
        return {
            "id": _urn(f"{name}\n{self.key}"),
            "type": "Annotation",
            "motivation": motivation,
            "generator": {"type": "Software", "name": f"claimcheck {__version__}"},
            "body": bodies,
            "target": self._place(span),
        }

    def _linked(self, span: Span) -> Node:
        return {**self._place(span), "purpose": "linking"}

    def _place(self, span: Span) -> Node:
        text = self.document.text
        return {
            "type": "SpecificResource",
            "source": self.source,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": self.document.slice(span),
                    "prefix": text[max(0, span.start - AROUND) : span.start],
                    "suffix": text[span.end : span.end + AROUND],
                },
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            ],
        }


def _urn(name: str) -> str:
    return uuid.uuid5(_ROOT, name.encode("ascii", "backslashreplace").decode("ascii")).urn


def _tag(value: str) -> Node:
    return {"type": "TextualBody", "purpose": "tagging", "value": value, "format": "text/plain", "language": "en"}


def _described(value: str) -> Node:
    return {"type": "TextualBody", "purpose": "describing", "value": value, "format": "text/plain", "language": "en"}


def _words(found: Finding, own: tuple[str, ...]) -> str:
    labelling = found.labelling
    words = [f"{NAMES[labelling.label]}, {percent(labelling.score)} sure"] if labelling.label != NONE else []
    if labelling.second is not None:
        words.append(f"also {NAMES[labelling.second]}")
    words += [f"{name}, {percent(labelling.custom[name])} sure" for name in own]
    return "; ".join(words)


def _link_words(link: Link) -> str:
    if link.claim is not None:
        return f"This denial answers the claim, {percent(link.score)} sure"
    where = "in its own words" if link.clause is not None else "nowhere in the article"
    return f"This denial answers a claim that stands {where}, {percent(link.score)} sure"
