"""What is kept of each article of a batch: its claims with their answers, in a few hundred bytes each, never its text."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimcheck.across import people
from claimcheck.across.likeness import Bag, bag
from claimcheck.document import Span
from claimcheck.outline import outline
from claimcheck.page.view import title
from claimcheck.pairs import Link
from claimcheck.pipeline import Analysis
from claimcheck.report.heads import tallies
from claimcheck.report.wording import excerpt, is_doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of the batch.

    Attributes:
        number: its place in the results, from 0.
        title: what heads it; ``about``: outlet, date, author, as far as they are known.
        id: the document's own name; ``origin``: where it was read from; ``url``: of the publication.
        counts: number and noun of claims, denials and statements.
    """

    number: int
    id: str
    title: str
    about: tuple[str, ...]
    origin: str
    url: str
    counts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says in one sentence, or in the clause of a denial that states the claim.

    Attributes:
        article: number of the article, from 0; ``index``: of the sentence, from 0.
        label: of the sentence; ``score``: how sure that is; ``doubtful``: whether it is less sure than the model's threshold.
        words: at most 320 characters of it; ``cut``: whether there are more.
        speaker: as the article calls whoever says it, "" for nobody; ``unsure``: whether that is as likely wrong as right.
        who: stands for the speaker across articles; None for nobody.
        stems: of all its telling words.
    """

    article: int
    index: int
    label: str
    score: float
    doubtful: bool
    words: str
    cut: bool
    speaker: str
    unsure: bool
    who: people.Key | None
    stems: Bag


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A denial as the answer to a claim.

    Attributes:
        said: the denial.
        score: how sure the link is; ``doubtful``: whether it is less sure than the model's threshold.
        likeliest: whether the denial answers no other claim more surely.
    """

    said: Said
    score: float
    doubtful: bool
    likeliest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim in one article.

    Attributes:
        said: the claim; where only a denial states it, those words of the denial, and nobody as the speaker.
        replies: denials that answer it; ``refusals``: sentences that say that no comment was given.
    """

    said: Said
    replies: tuple[Reply, ...] = ()
    refusals: tuple[Said, ...] = ()

    @property
    def replied(self) -> bool:
        """Whether somebody in the article denies it or declines to comment."""
        return bool(self.replies or self.refusals)


@dataclass(slots=True, kw_only=True)
class Findings:
    """What was found in all articles, in their order.

    Attributes:
        articles: the articles.
        claims: their claims.
        denials: all denials, also those whose claim is not in the article.
        names: for each key of a speaker the names under which it was found.
    """

    articles: list[Article] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    denials: list[Said] = field(default_factory=list)
    names: dict[people.Key, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def collect(analyses: Iterable[Analysis]) -> Findings:
    """Take what is needed of each article, one at a time; the analyses themselves are not kept."""
    findings = Findings()
    for analysis in analyses:
        _Reader(analysis, findings).read()
    return findings


class _Reader:
    """Reads one article into the findings."""

    def __init__(self, analysis: Analysis, findings: Findings) -> None:
        self._analysis = analysis
        self._findings = findings
        self._number = len(findings.articles)
        self._known: dict[int, Said] = {}

    def read(self) -> None:
        analysis, findings, number = self._analysis, self._findings, self._number
        document, parts = analysis.document, outline(analysis)
        findings.articles.append(
            Article(
                number=number,
                id=document.id,
                title=title(analysis),
                about=tuple(part for part in (document.outlet, document.date, document.author) if part and part.strip()),
                origin=document.origin,
                url=document.url or "",
                counts=tuple((count, noun) for count, noun, _ in tallies(analysis, parts) if count),
            )
        )
        declined = dict(parts.declined)
        answered = {each.claim: each for each in parts.answered}
        for index in sorted({*answered, *parts.no_reply, *declined}):
            links = (*answered[index].direct, *answered[index].further) if index in answered else ()
            replies = tuple(self._reply(link, likeliest=parts.home[link.denial] == index) for link in links)
            refusals = tuple(self._said(each.sentence) for each in declined.get(index, ()))
            findings.claims.append(Claim(said=self._said(index), replies=replies, refusals=refusals))
        for link in parts.clauses:
            if link.clause is not None:
                stated = self._stated(link.denial, link.clause)
                findings.claims.append(Claim(said=stated, replies=(self._reply(link, likeliest=True),)))
        denials = {found.sentence.index for found in analysis.findings if found.labelling.denies}
        findings.denials += [self._said(index) for index in sorted(denials | {link.denial for link in analysis.links})]

    def _reply(self, link: Link, *, likeliest: bool) -> Reply:
        return Reply(said=self._said(link.denial), score=link.score, doubtful=link.doubtful, likeliest=likeliest)

    def _said(self, index: int) -> Said:
        if index not in self._known:
            source = self._analysis.findings[index].attribution.source
            name = " ".join(source.name.split()) if source is not None else ""
            who = people.key(name, self._number)
            if who is not None:
                self._findings.names[who][name] += 1
            span = self._analysis.findings[index].sentence.span
            self._known[index] = self._kept(index, span, speaker=name if who is not None else "", who=who)
        return self._known[index]

    def _stated(self, index: int, clause: Span) -> Said:
        """Return a claim that stands in the words of its denial: who says so, these words do not tell."""
        return self._kept(index, clause, speaker="", who=None)

    def _kept(self, index: int, span: Span, *, speaker: str, who: people.Key | None) -> Said:
        found = self._analysis.findings[index]
        document = self._analysis.document
        shown = excerpt(document, span, None).span
        return Said(
            article=self._number,
            index=index,
            label=found.labelling.label,
            score=found.labelling.score,
            doubtful=found.labelling.doubtful,
            words=document.slice(shown),
            cut=shown != span,
            speaker=speaker,
            unsure=bool(speaker) and is_doubtful(found.attribution.source),
            who=who,
            stems=bag(document.slice(span)),
        )
