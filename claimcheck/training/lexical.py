"""The lexical baseline: what a list of cue words reaches, to stand beside the models in every table.

    python -m claimcheck.training.lexical GOLD.jsonl -o PREDICTIONS.jsonl

A sentence with a word of denial is a denial; else one with a word of accusation is an allegation; else one in which somebody in an
office says something is an official statement. A denial answers the nearest allegation before it. Its clause is what follows
"that" (or "having", "accusations of …") behind the word of denial. The speaker is the name or office beside the verb of saying, or,
in a quotation that runs on, whoever spoke last. The lists come from general knowledge of English news and were fitted to nothing.
"""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from claimcheck.document import Document, Span
from claimcheck.evaluation import evaluate, read_gold
from claimcheck.evaluation.report import render
from claimcheck.files import opened
from claimcheck.labels import ALLEGATION, DENIAL, NONE, OFFICIAL
from claimcheck.results import dumps, write_json
from claimcheck.sentences import Kind, split

# What is rejected: after these words "reject", "dismiss" and their like deny a claim, and not an offer or a class.
_CLAIM: Final = r"(?:accusation|allegation|assertion|charge|claim|criticism|idea|notion|report|rumou?r|speculation|suggestion|theor)\w*"
DENYING: Final = re.compile(
    rf"""\b(?:
        den(?:y|ies|ied|ying)(?!\s+(?:entry|access|bail|permission)) | denials? |
        (?:reject|dismiss|disput|contest|counter)\w*\s+(?:\S+\s+){{0,4}}?{_CLAIM} |
        dismiss\w*\s+(?:\S+\s+){{1,5}}?as | refut\w* | rebut\w* | debunk\w* | contradict\w* | disavow\w* | repudiat\w* |
        baseless | unfounded | groundless | untrue | false | fabricat\w* | hoax\w* | nonsense | ridiculous | absurd | ludicrous |
        (?:no|not\s+any)\s+(?:truth|evidence|basis|proof) | (?:not|\w+n['’]t)\s+(?:\w+\s+)?true | not\s+guilty |
        (?:a|pack\s+of|total|complete|outright)\s+lies? | did\s+nothing\s+wrong | (?:did|have|has|had)\s+(?:not|never)\s+(?:commit|do)\w* |
        never\s+(?:happened|said|did|took|met|been|had) | fake\s+news | witch[\s-]hunt |
        insist\w*\s+(?:\S+\s+){{0,4}}?(?:innocent|innocence)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
ALLEGING: Final = re.compile(
    r"""\b(?:
        accus\w+ | alleg(?:e|es|ed|edly|ing|ation|ations) | claim(?:s|ed|ing)? | charged\s+with | charges | indict\w* | sued | suing |
        lawsuits? | complaints? | blam(?:e|es|ed|ing) | suspect(?:s|ed)? | suspicions? | rumou?r(?:s|ed)? | reportedly | purport\w* |
        criticis\w+ | criticiz\w+ | critics | denounc\w+ | condemn\w* | lied | lying | liar | fraud\w* | corrupt\w* | wrongdoing |
        investigat\w+ | misconduct | cover(?:ed)?[\s-]up | conspir\w+ | unconfirmed | unverified | viral | prosecuted | misled | mislead\w*
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYING: Final = (
    r"(?:said|says|say|saying|told|tells|announced|announces|stated|states|confirmed|confirms|added|adds|declared|declares|explained"
    r"|explains|warned|warns|wrote|writes|tweeted|insisted|insists|argued|argues|noted|notes|vowed|promised|urged|denied|denies|rejected"
    r"|rejects|dismissed|called|accused|accuses|alleged|alleges|claimed|claims|responded|replied|testified)"
)
OFFICES: Final = re.compile(
    r"""\b(?:
        president | premier | prime\s+minister | minister | ministry | secretary | senat\w+ | congress\w+ | rep | representative |
        sen | gov | governor | mayor | chancellor | ambassador | diplomat | commissioner | commission | council\w* |
        parliament\w* | officials? | spokes(?:man|woman|person|people) | police | sheriff | prosecutors? |
        attorneys? | lawyers? | judge | justice | court | tribunal | department |
        agency | authorit(?:y|ies) | bureau | government | administration | white\s+house | kremlin | pentagon | army | navy |
        military | general | chief | chief\s+executive | ceo | chairman | chairwoman | director | company | corporation | bank | candidate |
        campaign | party | union | university | hospital | statement | press\s+release | office
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYS: Final = re.compile(rf"\b(?:{_SAYING}|according\s+to|in\s+a\s+statement)\b", re.IGNORECASE)
CLAUSE: Final = re.compile(
    rf"\b(?:that|having|being|ever|any|(?:{_CLAIM}\s+)(?:that|of|about)|involvement|wrongdoing)\b\s*(?P<words>[^,;“”\"]+)", re.IGNORECASE
)
_NAME: Final = r"[A-Z][\w.’'-]*(?:\s+(?:(?:of|the|for|de|van|von|al)\s+)?[A-Z][\w’'-]*)*"
_OFFICE: Final = (
    r"(?:(?:the|a|an)\s+)?(?:[a-z]+\s+)?(?:police|prosecutors?|officials?|ministry|government|company|court|lawyers?|critics|spokes\w+)"
)
SPEAKERS: Final = (
    re.compile(rf"\baccording\s+to\s+(?P<name>{_NAME}|{_OFFICE})"),
    re.compile(rf"(?P<name>{_NAME})(?:,[^,]{{1,60}},)?\s+(?:(?:has|have|had|also|later|then)\s+)?{_SAYING}\b"),
    re.compile(rf"[,”\"’]\s*{_SAYING}\s+(?P<name>{_NAME})"),
    re.compile(rf"(?P<name>{_OFFICE})\s+(?:(?:has|have|had|also|later)\s+)?{_SAYING}\b", re.IGNORECASE),
)
_PRONOUNS: Final = frozenset(("He", "She", "They", "It", "We", "I", "But", "And", "The", "A", "In", "On", "This", "That"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the words say of one sentence.

    Attributes:
        span: its place.
        label: the label.
        source: name of the speaker; "" where none was seen.
        clause: the words that state the claim; denials only.
    """

    span: Span
    label: str
    source: str
    clause: Span | None


def judge(document: Document) -> tuple[Judged, ...]:
    """Split an article into sentences and judge each by its words."""
    judged: list[Judged] = []
    last = ""
    for sentence in split(document):
        words = document.slice(sentence.span)
        label = NONE if sentence.kind is Kind.FURNITURE else _label(words)
        last = _speaker(words) or last
        clause = _clause(words, sentence.span.start) if label == DENIAL else None
        judged.append(Judged(span=sentence.span, label=label, source=last if label != NONE else "", clause=clause))
    return tuple(judged)


def _label(words: str) -> str:
    if DENYING.search(words):
        return DENIAL
    if ALLEGING.search(words):
        return ALLEGATION
    return OFFICIAL if _SAYS.search(words) and OFFICES.search(words) else NONE


def _speaker(words: str) -> str:
    """Return the name or office beside the first verb of saying; "" where there is none, or a pronoun alone."""
    for pattern in SPEAKERS:
        for found in pattern.finditer(words):
            if found["name"] not in _PRONOUNS:
                return found["name"]
    return ""


def _clause(words: str, start: int) -> Span | None:
    """Return where the words stand that follow "that" or its like behind the first word of denial."""
    cue = DENYING.search(words)
    found = CLAUSE.search(words, cue.end()) if cue else None
    return Span(start=start + found.start("words"), end=start + found.end("words")) if found else None


def nearest(judged: Sequence[Judged], denial: int) -> int | None:
    """Return the index of the nearest allegation before a denial."""
    return next((k for k in range(denial - 1, -1, -1) if judged[k].label == ALLEGATION), None)


def to_record(document: Document) -> dict[str, Any]:
    """Judge an article and return what ``score.py`` and :func:`claimcheck.evaluation.evaluate` read; words have no scores."""
    judged = judge(document)
    return {
        "id": document.id,
        "text_sha256": document.text_sha256,
        "sentences": [
            {
                "start": each.span.start,
                "end": each.span.end,
                "label": each.label,
                "second": None,
                "source": {"name": each.source} if each.source else None,
            }
            for each in judged
        ],
        "links": [
            {
                "denial": k,
                "claim": nearest(judged, k),
                "clause": {"start": each.clause.start, "end": each.clause.end} if each.clause else None,
            }
            for k, each in enumerate(judged)
            if each.label == DENIAL
        ],
    }


def main() -> None:
    """Judge, write, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.lexical", description="Measures the lexical baseline.")
    parser.add_argument("gold", type=Path, help="annotated articles, one a line")
    parser.add_argument("-o", "--output", type=Path, help="where to write what was found, an article a line")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    arguments = parser.parse_args()
    articles = read_gold(arguments.gold)
    records = [to_record(article.document) for article in articles]
    if arguments.output:
        with opened(arguments.output) as file:
            for record in records:
                file.write(dumps(record) + "\n")
    evaluation = evaluate(articles, records)
    if arguments.json:
        write_json(arguments.json, evaluation.to_dict())
    Console().print(render(evaluation))


if __name__ == "__main__":
    main()
