"""Label Studio: articles as tasks whose predictions are the findings, and the labelling interface that they fit.

Label Studio counts Unicode code points in a ``Text`` tag, carriage returns and line feeds one each, as claimcheck does. (Its first
versions counted UTF-16 units, and show regions behind an emoji one place too early.)
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from typing import Any, Final

from claimcheck import __version__
from claimcheck.document import Span
from claimcheck.exports.plain import one_line, own_labels, rounded, whole
from claimcheck.files import Target, opened
from claimcheck.labels import ALLEGATION, DENIAL, LABELS, NONE, OFFICIAL
from claimcheck.pipeline import Analysis
from claimcheck.results import write_json

Node = dict[str, Any]

# Names of the interface's controls; predictions refer to them.
TEXT: Final = "text"
LABEL: Final = "label"
PART: Final = "part"
OWN: Final = "own"

SPEAKER: Final = "speaker"
CLAUSE: Final = "claim in a denial"
UNLABELLED: Final = "claim without a label"
REFUSAL: Final = "no comment"
PARTS: Final = (SPEAKER, CLAUSE, UNLABELLED, REFUSAL)

ANSWERS: Final = "answers"
SAID_BY: Final = "said by"
DECLINES: Final = "declines to comment on"
RELATIONS: Final = (ANSWERS, SAID_BY, DECLINES)

# Apart in lightness as well as in hue, for whoever does not see all colours.
_COLOURS: Final = {
    ALLEGATION: "#d95f02",
    DENIAL: "#1b6ca8",
    OFFICIAL: "#66a61e",
    SPEAKER: "#7570b3",
    CLAUSE: "#e6ab02",
    UNLABELLED: "#f4a582",
    REFUSAL: "#666666",
}
_OWN_COLOUR: Final = "#a6761d"
# A null character ends texts in the browser, and databases refuse it.
_REFUSED: Final = "\x00"


def write_tasks(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write articles as a JSON list of tasks, each with one prediction: regions, and relations between them.

    A region is a sentence with its label or labels, the place where a speaker is named, the words of a denial that state its claim,
    or the words of a refusal to comment. Relations lead from denials to what they answer, from sentences to speakers, from refusals
    to claims. Null characters and lone surrogates in the text become U+FFFD, one for one, so that the places are right.
    """
    write_json(target, map(task, analyses))


def write_config(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write the labelling interface (XML) that the tasks of these articles fit: paste it into the project's settings.

    It depends on the articles only by the labels of the user's own.
    """
    own = {_name(label) for analysis in analyses for found in analysis.findings for label in found.labelling.custom}
    view = ET.Element("View")
    ET.SubElement(view, "Style").text = ".htx-text { white-space: pre-wrap; }"
    _labels(view, LABEL, {name: _COLOURS[name] for name in LABELS})
    _labels(view, PART, {name: _COLOURS[name] for name in PARTS})
    if own:
        _labels(view, OWN, dict.fromkeys(sorted(own), _OWN_COLOUR))
    relations = ET.SubElement(view, "Relations")
    for name in RELATIONS:
        ET.SubElement(relations, "Relation", value=name)
    ET.SubElement(view, "Text", name=TEXT, value="$text", granularity="word")
    ET.indent(view)
    with opened(target) as sink:
        sink.write(ET.tostring(view, encoding="unicode") + "\n")


def task(analysis: Analysis) -> Node:
    """Return the task of one article."""
    document = analysis.document
    about = {name: getattr(document, name) for name in ("title", "outlet", "date", "author", "url")}
    made: Node = {
        "data": {
            TEXT: document.text,
            "id": document.id,
            "origin": document.origin,
            **{name: value for name, value in about.items() if value is not None},
            "text_sha256": document.text_sha256,
        },
        "predictions": [
            {
                "model_version": f"claimcheck {__version__}, {analysis.model.name} {analysis.model.revision[:12]}".strip(),
                "score": _sureness(analysis),
                "result": list(_Regions(analysis).results()),
            }
        ],
    }
    return whole(made, _REFUSED)  # type: ignore[no-any-return]


class _Regions:
    """Makes the regions and relations of one article; ids are unique in it, and differ from those of other articles."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.prefix = analysis.document.text_sha256[:10]
        self.made: dict[str, Node] = {}
        # A dictionary for its order and its single keys.
        self.relations: dict[tuple[str, str, str], Node] = {}

    def results(self) -> Iterator[Node]:
        """Yield all regions, then all relations."""
        self._sentences()
        self._speakers()
        self._answers()
        self._refusals()
        yield from self.made.values()
        yield from self.relations.values()

    def _sentences(self) -> None:
        for found in self.analysis.findings:
            labelling = found.labelling
            names = [name for name in (labelling.label, labelling.second) if name is not None and name != NONE]
            if names:
                self._region(_sentence(found.sentence.index), LABEL, names, found.sentence.span, labelling.score)
            if own := own_labels(self.analysis, found.sentence.index):
                score = max(labelling.custom[name] for name in own)
                self._region(f"o{found.sentence.index}", OWN, [_name(name) for name in own], found.sentence.span, score)

    def _speakers(self) -> None:
        for found in self.analysis.findings:
            source = found.attribution.source
            if source is not None:
                place = self._region(_at("p", source.span), PART, [SPEAKER], source.span, source.score)
                self._relation(self._known(found.sentence.index), place, SAID_BY)

    def _answers(self) -> None:
        for link in self.analysis.links:
            denial = self._known(link.denial)
            if link.claim is not None:
                self._relation(denial, self._known(link.claim) or self._unlabelled(link.claim), ANSWERS)
            if link.clause is not None:
                clause = self._region(_at("c", link.clause), PART, [CLAUSE], link.clause, link.score)
                self._relation(denial, clause, ANSWERS)

    def _refusals(self) -> None:
        for refusal in self.analysis.declined:
            cue = self._region(_at("r", refusal.cue), PART, [REFUSAL], refusal.cue, None)
            self._relation(cue, self._known(refusal.claim) or self._unlabelled(refusal.claim), DECLINES)

    def _known(self, index: int) -> str | None:
        """Return the id of the region of a sentence, where it has one."""
        identity = f"{self.prefix}-{_sentence(index)}"
        return identity if identity in self.made else None

    def _unlabelled(self, index: int) -> str | None:
        """Make a region of a sentence that has no label, though a denial answers it."""
        return self._region(f"u{index}", PART, [UNLABELLED], self.analysis.findings[index].sentence.span, None)

    def _region(self, key: str, control: str, names: list[str], span: Span, score: float | None) -> str | None:
        if not len(span):
            return None
        identity = f"{self.prefix}-{key}"
        value = {"start": span.start, "end": span.end, "text": self.analysis.document.slice(span), "labels": names}
        node: Node = {"id": identity, "from_name": control, "to_name": TEXT, "type": "labels", "value": value}
        if score is not None:
            node["score"] = rounded(score)
        # The same place may be a speaker many times: the first is kept, and all relations lead there.
        self.made.setdefault(identity, node)
        return identity

    def _relation(self, start: str | None, end: str | None, name: str) -> None:
        if start is not None and end is not None:
            node = {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": [name]}
            self.relations.setdefault((start, end, name), node)


def _labels(view: ET.Element, control: str, colours: dict[str, str]) -> None:
    labels = ET.SubElement(view, "Labels", name=control, toName=TEXT, choice="multiple", showInline="true")
    for name, colour in colours.items():
        ET.SubElement(labels, "Label", value=name, background=colour)


def _name(label: str) -> str:
    """Return the name of a label of the user's own as both files have it."""
    return one_line(label)


def _sentence(index: int) -> str:
    return f"s{index}"


def _at(kind: str, span: Span) -> str:
    return f"{kind}{span.start}-{span.end}"


def _sureness(analysis: Analysis) -> float:
    """Return how sure the labels of an article are on the whole, by which Label Studio sorts tasks: their mean score."""
    scores = [found.labelling.score for found in analysis.findings if found.labelling.label != NONE]
    return rounded(sum(scores) / len(scores)) if scores else 1.0
