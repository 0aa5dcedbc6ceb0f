"""Scoring: exported findings against gold, sentence by sentence.

The two may be split into sentences differently: each gold sentence is judged by the exported sentence that
overlaps it most. What counts as right is told where :class:`~claimcheck.evaluation.figures.Figures` is defined.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from claimcheck.document import Span
from claimcheck.evaluation.figures import Bin, Evaluation, Figures, Hits, Share
from claimcheck.evaluation.gold import GoldArticle, GoldSentence
from claimcheck.files import shown
from claimcheck.jsonread import Field
from claimcheck.labels import DENIAL, LABELS, NONE

# Words of a name that do not tell one speaker from another.
_COMMON_WORDS: Final = frozenset(
    (
        *("a", "an", "and", "of", "the"),
        *("dr", "mr", "mrs", "ms", "sir"),
        *("former", "gen", "general", "gov", "minister", "president", "prime", "rep", "sen", "senator"),
        *("s", "u", "us"),
    )
)
_POSSESSIVE: Final = re.compile(r"['’]s\b")
_WORD: Final = re.compile(r"[^\W_]+")


def evaluate(articles: Sequence[GoldArticle], records: Iterable[Mapping[str, Any]]) -> Evaluation:
    """Score exported records against annotated articles.

    A record belongs to the article with the same ``text_sha256``, else to that with the same ``id``; records of
    other articles are passed over. Of two records of one article the later counts.

    Args:
        articles: the gold.
        records: as :func:`claimcheck.export.to_record` makes them; no more is read than ``id``, ``text_sha256``, and of
            ``sentences`` and ``links`` the fields that say what was found.

    Raises:
        InputError: where a record lacks one of those fields or has one of the wrong kind.
    """
    by_hash: dict[str, Field] = {}
    by_id: dict[str, Field] = {}
    for record in records:
        fields = Field(record, f"record {shown(record.get('id', 'without an id'))}")
        for known, name in ((by_hash, "text_sha256"), (by_id, "id")):
            if (value := fields.get(name)) is not None:
                known[value.text()] = fields
    judged = []
    for article in articles:
        found = by_hash.get(article.document.text_sha256, by_id.get(article.document.id))
        judged.append((article.outlet, _judge(article, None if found is None else _read(found))))
    outlets = sorted({outlet for outlet, _ in judged})
    return Evaluation(
        overall=_figures([each for _, each in judged]),
        outlets={name: _figures([each for outlet, each in judged if outlet == name]) for name in outlets},
    )


def same_source(gold: str, found: str) -> bool:
    """Tell whether two names mean the same person or body.

    They do where one name's words contain the other's ("Velin", "Mara Velin"), or the last words are the same
    ("Minister Velin", "Mara Velin"); titles and articles do not count, unless there is nothing else.
    """
    one, other = _words(gold), _words(found)
    if not one or not other:
        return False
    return set(one) <= set(other) or set(other) <= set(one) or one[-1] == other[-1]


def _words(name: str) -> list[str]:
    lowered = name.lower()
    telling = [word for word in _WORD.findall(_POSSESSIVE.sub("", lowered)) if word not in _COMMON_WORDS]
    return telling or _WORD.findall(lowered)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A sentence of a record; ``choice`` is the sentence of its best link to one, ``clause`` whether any link has a clause."""

    span: Span
    label: str
    second: str | None
    score: float | None
    source: str
    choice: int | None
    clause: bool

    @property
    def denies(self) -> bool:
        return DENIAL in (self.label, self.second)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What became of one gold sentence; None where a question does not arise.

    ``linked``: it was found to deny and linked to a sentence. ``hit``: rightly so. ``due``: it should have been.
    """

    gold: str
    found: str
    right: bool
    score: float | None
    source: bool | None
    linked: bool
    hit: bool
    due: bool
    clause: bool | None
    link: bool | None
    absent: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    missing: bool
    outcomes: tuple[_Outcome, ...]


def _read(record: Field) -> tuple[_Found, ...]:
    sentences = list(record["sentences"])
    links: dict[int, list[tuple[float, int | None, bool]]] = defaultdict(list)
    for link in record["links"]:
        denial = link["denial"].whole(below=len(sentences))
        claim, score = link.get("claim"), link.get("score")
        chosen = None if claim is None else claim.whole(below=len(sentences))
        links[denial].append((0.0 if score is None else score.number(), chosen, link.get("clause") is not None))
    found: list[_Found] = []
    for number, sentence in enumerate(sentences):
        each = _read_sentence(sentence, links[number])
        if found and each.span.start < found[-1].span.end:
            cause = "it begins before the end of the sentence before it"
            raise sentence.error(cause)
        found.append(each)
    return tuple(found)


def _read_sentence(field: Field, links: Iterable[tuple[float, int | None, bool]]) -> _Found:
    label = field["label"].text()
    second, source, scores = field.get("second"), field.get("source"), field.get("scores")
    name = None if source is None else source.get("name")
    probabilities = {} if scores is None else {each: score.number() for each, score in scores.items()}
    # The sort is stable: of links with the same score the first in the record is the first choice.
    ranked = sorted(links, key=lambda link: -link[0])
    return _Found(
        span=field.span(),
        label=label,
        second=None if second is None else second.text(),
        score=probabilities.get(label, max(probabilities.values())) if probabilities else None,
        source="" if name is None else name.text(),
        choice=next((claim for _, claim, _ in ranked if claim is not None), None),
        clause=any(clause for _, _, clause in ranked),
    )


def align(gold: Sequence[Span], found: Sequence[Span]) -> list[int | None]:
    """Return for each gold span the index of the found span that overlaps it most, the first of equals, or None.

    Both must be in order and disjoint.
    """
    ends = [span.end for span in found]
    places: list[int | None] = []
    for span in gold:
        candidates = []
        index = bisect_right(ends, span.start)
        while index < len(found) and found[index].start < span.end:
            candidates.append(index)
            index += 1
        best = max(candidates, key=lambda each: span.overlap(found[each]), default=None)
        places.append(best if best is not None and span.overlap(found[best]) else None)
    return places


def _judge(article: GoldArticle, found: tuple[_Found, ...] | None) -> _Judged:
    sentences = found or ()
    places = align([each.span for each in article.sentences], [each.span for each in sentences])
    stated: dict[int, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        if place is not None:
            stated[place].add(number)
    outcomes = []
    for gold, place in zip(article.sentences, places, strict=True):
        each = None if place is None else sentences[place]
        choice = each.choice if each is not None and each.denies else None
        outcomes.append(_outcome(gold, each, linked=choice is not None, claims=set() if choice is None else stated[choice]))
    return _Judged(missing=found is None, outcomes=tuple(outcomes))


def _outcome(gold: GoldSentence, found: _Found | None, *, linked: bool, claims: set[int]) -> _Outcome:
    """Judge one sentence; ``claims`` are the gold sentences that the first choice covers."""
    label = NONE if found is None else found.label
    hit = bool(claims.intersection(gold.answers or ()))
    denial = found if found is not None and found.denies and gold.answers is not None else None
    named = found is not None and NONE not in {gold.label, label} and gold.source
    return _Outcome(
        gold=gold.label,
        found=label,
        right=label in gold.accepted,
        score=None if found is None else found.score,
        source=same_source(gold.source, found.source) if found is not None and named else None,
        linked=linked,
        hit=hit,
        due=gold.label == DENIAL and bool(gold.answers),
        clause=None if denial is None else denial.clause == gold.embedded,
        link=hit if denial is not None and gold.answers else None,
        absent=not linked if denial is not None and not gold.answers and not gold.embedded else None,
    )


def _figures(articles: Sequence[_Judged]) -> Figures:
    outcomes = [outcome for article in articles for outcome in article.outcomes]
    # A second label that is right stands on the diagonal of the label found.
    confusion = Counter((each.found if each.right else each.gold, each.found) for each in outcomes)
    return Figures(
        articles=len(articles),
        missing=sum(article.missing for article in articles),
        labels={name: _hits(name, confusion) for name in (*LABELS, NONE)},
        confusion=confusion,
        accuracy=Share(right=sum(each.right for each in outcomes), of=len(outcomes)),
        pairs=Hits(
            true=sum(each.linked and each.hit for each in outcomes),
            false=sum(each.linked and not each.hit for each in outcomes),
            missed=sum(each.due and not each.hit for each in outcomes),
        ),
        link=_share(each.link for each in outcomes),
        clause=_share(each.clause for each in outcomes),
        absent=_share(each.absent for each in outcomes),
        source=_share(each.source for each in outcomes),
        bins=_bins(outcomes),
    )


def _hits(name: str, confusion: Mapping[tuple[str, str], int]) -> Hits:
    found = sum(count for (_, other), count in confusion.items() if other == name)
    there = sum(count for (other, _), count in confusion.items() if other == name)
    true = confusion.get((name, name), 0)
    return Hits(true=true, false=found - true, missed=there - true)


def _share(answers: Iterable[bool | None]) -> Share:
    asked = [answer for answer in answers if answer is not None]
    return Share(right=sum(asked), of=len(asked))


def _bins(outcomes: Iterable[_Outcome]) -> tuple[Bin, ...]:
    scored: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for each in outcomes:
        if each.score is not None:
            scored[min(9, int(each.score * 10))].append((each.score, each.right))
    return tuple(
        Bin(low=low, count=len(each), scores=sum(score for score, _ in each), right=sum(right for _, right in each))
        for low, each in scored.items()
    )
