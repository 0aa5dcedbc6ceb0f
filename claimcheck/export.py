"""Export: an analysis as a JSON record, as the schema ``claimcheck schema`` describes it, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from math import isfinite
from pathlib import PurePath
from typing import Any, Final

from claimcheck import __version__
from claimcheck.attribution import Attribution, Source
from claimcheck.document import Document, Span
from claimcheck.errors import ModelError, SettingsError
from claimcheck.evidence import ModelInfo
from claimcheck.files import shown
from claimcheck.jsonread import Field
from claimcheck.labels import LABELS, NONE, Labelling
from claimcheck.pairs import Declined, Link
from claimcheck.pipeline import Analysis, Finding
from claimcheck.sentences import Kind, Sentence

Record = dict[str, Any]

# Raised in its first part where a field changes its meaning or goes, in its second where one is added.
SCHEMA_VERSION: Final = "1.0"

# Enough for any threshold, and few enough that the last bits of a float, which differ between
# processors, do not show: the same article gives the same bytes.
DECIMALS: Final = 4

_OPTIONAL: Final = ("title", "url", "date", "author", "outlet")


def to_record(analysis: Analysis) -> Record:
    """Make the JSON record of one article. Probabilities are rounded to 4 decimals; nothing else is lost.

    Raises:
        ModelError: where a probability is not a number, which damaged weights can give.
        SettingsError: where the settings hold something that JSON cannot.
    """
    document = analysis.document
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "claimcheck", "version": __version__},
        "model": {"name": analysis.model.name, "revision": analysis.model.revision},
        "settings": _plain(analysis.settings, "settings"),
        "id": document.id,
        "text_sha256": document.text_sha256,
        "document": {
            "id": document.id,
            "origin": document.origin,
            "title": document.title,
            "url": document.url,
            "date": document.date,
            "author": document.author,
            "outlet": document.outlet,
            "notes": list(document.notes),
            "text": document.text,
            "text_sha256": document.text_sha256,
        },
        "sentences": [_sentence(finding, document) for finding in analysis.findings],
        "links": [
            {
                "denial": link.denial,
                "claim": link.claim,
                "clause": _span(link.clause),
                "score": _rounded(link.score, document),
                "doubtful": link.doubtful,
            }
            for link in analysis.links
        ],
        "unanswered": list(analysis.unanswered),
        "declined": [{"claim": each.claim, "sentence": each.sentence, "cue": _span(each.cue)} for each in analysis.declined],
    }


def from_record(record: Mapping[str, Any], *, where: str = "") -> Analysis:
    """Make the analysis again that a record was made of; fields that this version does not know are passed over.

    Everything that the record says of itself is checked: the hash of the text, that offsets lie in it and
    sentences do not overlap, that indexes name sentences, that probabilities are such.

    Args:
        record: as ``json.loads`` gives it.
        where: what file and line it came from, for messages; the article's id where empty.

    Raises:
        InputError: where it is no such record; the message names the field.
    """
    root = Field(record, where or "record " + shown(record.get("id", "without an id") if isinstance(record, dict) else ""))
    _check_version(root)
    document = _read_document(root)
    within = len(document.text)
    findings = tuple(_read_finding(field, number, document) for number, field in enumerate(root["sentences"]))
    _check_order(findings, root["sentences"])
    count = len(findings)
    links = tuple(
        Link(
            denial=field["denial"].whole(below=count),
            claim=None if (claim := field.get("claim")) is None else claim.whole(below=count),
            clause=_read_span(field.get("clause"), within),
            score=field["score"].probability(),
            doubtful=field["doubtful"].flag(),
        )
        for field in root["links"]
    )
    declined = tuple(
        Declined(
            claim=field["claim"].whole(below=count),
            sentence=field["sentence"].whole(below=count),
            cue=field["cue"].span(within=within),
        )
        for field in root["declined"]
    )
    return Analysis(
        document=document,
        findings=findings,
        links=links,
        unanswered=tuple(field.whole(below=count) for field in root["unanswered"]),
        declined=declined,
        model=ModelInfo(name=root["model"]["name"].text(), revision=root["model"]["revision"].text()),
        settings={name: field.value for name, field in root["settings"].items()},
    )


def _sentence(finding: Finding, document: Document) -> Record:
    sentence, labelling, attribution = finding.sentence, finding.labelling, finding.attribution
    order = [*LABELS, NONE]
    return {
        "index": sentence.index,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": document.slice(sentence.span),
        "kind": sentence.kind.value,
        "paragraph": sentence.paragraph,
        "label": labelling.label,
        "second": labelling.second,
        "score": _rounded(labelling.score, document),
        # One order of the names, whatever the model's, so that equal results are equal bytes.
        "scores": {name: _rounded(labelling.scores[name], document) for name in order if name in labelling.scores},
        "doubtful": labelling.doubtful,
        "custom": {name: _rounded(score, document) for name, score in labelling.custom.items()},
        "source": _source(attribution.source, document),
        "cue": _span(attribution.cue),
        "content": _span(attribution.content),
    }


def _source(source: Source | None, document: Document) -> Record | None:
    if source is None:
        return None
    place = {"start": source.span.start, "end": source.span.end}
    return {"name": source.name, **place, "mention": _span(source.mention), "score": _rounded(source.score, document)}


def _span(span: Span | None) -> Record | None:
    return None if span is None else {"start": span.start, "end": span.end}


def _rounded(probability: float, document: Document) -> float:
    if not isfinite(probability):
        msg = (
            f"article {shown(document.id)}: the model gave {probability} for a probability: "
            "its weights may be damaged; install the model again or choose another"
        )
        raise ModelError(msg)
    # Plus zero: a rounded -0.00001 would be written as -0.0.
    return round(float(probability), DECIMALS) + 0.0


def _plain(value: object, name: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Settings as JSON has them: records and mappings as objects, sequences as lists."""
    if isinstance(value, Enum):
        return _plain(value.value, name)
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, PurePath):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name), f"{name}.{each.name}") for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(member, f"{name}.{key}") for key, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(member, name) for member in value]
    msg = f"{shown(name)} cannot be written to JSON: {shown(repr(value)[:80])} is neither text, number, list nor mapping"
    raise SettingsError(msg)


def _check_version(root: Field) -> None:
    field = root["schema_version"]
    if field.text().partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        cause = f"version {field.text()[:40]} of the format cannot be read, only {SCHEMA_VERSION}: use the claimcheck that wrote it"
        raise field.error(cause)


def _read_document(root: Field) -> Document:
    field = root["document"]
    optional = {name: None if (value := field.get(name)) is None else value.text() for name in _OPTIONAL}
    document = Document(
        text=field["text"].text(),
        id=field["id"].text(),
        origin=field["origin"].text(),
        notes=tuple(note.text() for note in field["notes"]),
        **optional,
    )
    for claimed, actual in (
        (root["id"], document.id),
        (root["text_sha256"], document.text_sha256),
        (field["text_sha256"], document.text_sha256),
    ):
        if claimed.text() != actual:
            cause = (
                f"{claimed.text()[:80]!r} does not fit the document, which has {actual[:80]!r}: the record was changed after it was written"
            )
            raise claimed.error(cause)
    return document


def _read_finding(field: Field, number: int, document: Document) -> Finding:
    within = len(document.text)
    index = field["index"]
    if index.whole() != number:
        cause = f"{index.value} stands in place {number}: sentences must be complete and in order"
        raise index.error(cause)
    span = field.span(within=within)
    if field["text"].text() != document.slice(span):
        cause = f"it is not what stands from {span.start} to {span.end}: the record was changed after it was written"
        raise field["text"].error(cause)
    label = field["label"].choice(*LABELS, NONE)
    scores = {name: score.probability() for name, score in field["scores"].items()}
    if label not in scores:
        cause = f"the score of the label {label} is missing"
        raise field["scores"].error(cause)
    source = field.get("source")
    return Finding(
        sentence=Sentence(
            index=number,
            span=span,
            paragraph=field["paragraph"].whole(),
            kind=Kind(field["kind"].choice(*Kind)),
        ),
        labelling=Labelling(
            label=label,
            second=None if (second := field.get("second")) is None else second.choice(*LABELS),
            scores=scores,
            custom={name: score.probability() for name, score in field["custom"].items()},
            doubtful=field["doubtful"].flag(),
        ),
        attribution=Attribution(
            source=None if source is None else _read_source(source, within),
            cue=_read_span(field.get("cue"), within),
            content=_read_span(field.get("content"), within),
        ),
    )


def _read_source(field: Field, within: int) -> Source:
    return Source(
        name=field["name"].text(),
        span=field.span(within=within),
        mention=_read_span(field.get("mention"), within),
        score=field["score"].probability(),
    )


def _read_span(field: Field | None, within: int) -> Span | None:
    return None if field is None else field.span(within=within)


def _check_order(findings: Sequence[Finding], sentences: Field) -> None:
    for before, after, field in zip(findings, findings[1:], list(sentences)[1:], strict=False):
        if after.sentence.span.start < before.sentence.span.end:
            cause = f"it begins at {after.sentence.span.start}, before the end of the one before it, {before.sentence.span.end}"
            raise field.error(cause)
