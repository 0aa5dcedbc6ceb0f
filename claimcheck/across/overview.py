"""What a batch says as a whole: who accuses whom, the same claim in several articles, claims that nobody answers, repeated denials."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimcheck.across.findings import Article, Claim, Findings, Said, collect
from claimcheck.across.likeness import groups
from claimcheck.across.people import Key, People, is_named
from claimcheck.labels import NONE
from claimcheck.pipeline import Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """Claims of one side that the other denies or does not comment on.

    Attributes:
        accuser: who makes the claims; ``accused``: who denies them or declines to comment.
        claims: the claims, in order.
        doubtful: whether every one of them rests on a doubtful label, link or speaker.
    """

    accuser: str
    accused: str
    claims: tuple[Said, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accused:
    """Somebody with all that accuse them, the most claims first.

    Attributes:
        name: of the accused.
        claims: how many claims; ``articles``: in how many articles.
        by: the accusations.
    """

    name: str
    claims: int
    articles: int
    by: tuple[Accusation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One claim, wherever it stands in the batch.

    Attributes:
        claims: in the order of the articles; ``articles``: the numbers of these.
        deniers: who denies it, anywhere, by name; "" for a denial of nobody named.
        decliners: who declines to comment, in the same way.
    """

    claims: tuple[Claim, ...]
    articles: tuple[int, ...]
    deniers: tuple[str, ...]
    decliners: tuple[str, ...]

    @property
    def first(self) -> Claim:
        """The claim that stands for all: the first that is not doubtful, in the words of a sentence of its own where there is one."""
        return min(self.claims, key=lambda claim: (claim.said.doubtful, claim.said.label == NONE, _inside(claim)))

    @property
    def replied(self) -> bool:
        """Whether anybody denies it or declines to comment, in any article."""
        return any(claim.replied for claim in self.claims)

    @property
    def unanswered_in(self) -> tuple[int, ...]:
        """The articles in which nobody does."""
        replied = {claim.said.article for claim in self.claims if claim.replied}
        return tuple(article for article in self.articles if article not in replied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A denial that several articles have.

    Attributes:
        denials: in the order of the articles; ``articles``: the numbers of these.
        deniers: who denies, by name; "" for nobody named.
        claim: a claim that it answers; None where none is in the articles.
    """

    denials: tuple[Said, ...]
    articles: tuple[int, ...]
    deniers: tuple[str, ...]
    claim: Said | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A batch as a whole.

    Attributes:
        articles: all of them, in the order of the results.
        accused: who is accused by whom, the most claims first.
        unattributed: how many answered claims name nobody who makes them, or nobody who answers.
        same: claims of several articles, those in the most articles first.
        open: claims that nobody in any article answers, in the same order.
        repeats: denials of several articles, in the same order.
        claims: how many claims; ``denials``: how many denials; ``distinct``: how many claims where the same ones count once.
    """

    articles: tuple[Article, ...]
    accused: tuple[Accused, ...]
    unattributed: int
    same: tuple[Group, ...]
    open: tuple[Group, ...]
    repeats: tuple[Repeat, ...]
    claims: int
    denials: int
    distinct: int


def overview(analyses: Iterable[Analysis]) -> Overview:
    """Read a batch, one article at a time, and sort what it says as a whole."""
    findings = collect(analyses)
    folk = People(findings.names)
    grouped = [
        _group([findings.claims[index] for index in indexes], folk) for indexes in groups([claim.said.stems for claim in findings.claims])
    ]
    by_spread = sorted(grouped, key=lambda group: -len(group.articles))
    accusing = list(_accusing(findings, folk))
    return Overview(
        articles=tuple(findings.articles),
        accused=_accused(accusing, folk),
        unattributed=sum(1 for claim in findings.claims if claim.replied) - len({_place(claim.said) for _, _, claim, _ in accusing}),
        same=tuple(group for group in by_spread if len(group.articles) > 1),
        # A doubtful claim is no claim perhaps: the sure ones come first.
        open=tuple(sorted((g for g in by_spread if not g.replied), key=lambda g: (-len(g.articles), g.first.said.doubtful))),
        repeats=_repeats(findings, grouped, folk),
        claims=len(findings.claims),
        denials=len(findings.denials),
        distinct=len(grouped),
    )


def _place(said: Said) -> tuple[int, int]:
    return said.article, said.index


def _inside(claim: Claim) -> bool:
    """Whether a claim stands in the words of its denial alone."""
    return any(_place(reply.said) == _place(claim.said) for reply in claim.replies)


def _articles(found: Iterable[Said]) -> tuple[int, ...]:
    return tuple(sorted({said.article for said in found}))


def _named(found: Iterable[Said], folk: People) -> tuple[str, ...]:
    """Return who says these, each once, in order."""
    return tuple(dict.fromkeys(folk.name(said.who) if said.who is not None else "" for said in found))


def _group(claims: list[Claim], folk: People) -> Group:
    return Group(
        claims=tuple(claims),
        articles=_articles(claim.said for claim in claims),
        deniers=_named((reply.said for claim in claims for reply in claim.replies), folk),
        decliners=_named((refusal for claim in claims for refusal in claim.refusals), folk),
    )


def _accusing(findings: Findings, folk: People) -> Iterator[tuple[Key, Key, Claim, bool]]:
    """Yield accuser, accused, claim and doubt; of the denials only those that answer no other claim more surely."""
    for claim in findings.claims:
        accuser = claim.said.who
        if accuser is None:
            continue
        replies = [(reply.said, reply.doubtful) for reply in claim.replies if reply.likeliest]
        for said, doubtful in (*replies, *((refusal, False) for refusal in claim.refusals)):
            if said.who is not None and folk.who(said.who) != folk.who(accuser):
                unsure = said.unsure or claim.said.unsure or claim.said.doubtful or said.doubtful
                yield folk.who(accuser), folk.who(said.who), claim, doubtful or unsure


def _accused(accusing: Iterable[tuple[Key, Key, Claim, bool]], folk: People) -> tuple[Accused, ...]:
    found: dict[Key, dict[str, list[tuple[Said, bool]]]] = defaultdict(lambda: defaultdict(list))
    for accuser, accused, claim, doubtful in accusing:
        # By name: "prosecutors" who accuse the same person in two articles are one line, whether or not they are the same.
        found[accused][folk.name(accuser)].append((claim.said, doubtful))
    out = []
    for accused, sides in found.items():
        by = tuple(
            Accusation(
                accuser=accuser,
                accused=folk.name(accused),
                claims=tuple({_place(said): said for said, _ in evidence}.values()),
                doubtful=all(doubtful for _, doubtful in evidence),
            )
            for accuser, evidence in sides.items()
        )
        every = {_place(said): said for each in by for said in each.claims}
        out.append(
            Accused(
                name=folk.name(accused),
                claims=len(every),
                articles=len(_articles(every.values())),
                by=tuple(sorted(by, key=lambda each: -len(each.claims))),
            )
        )
    return tuple(sorted(out, key=lambda each: (-each.articles, -each.claims)))


def _repeats(findings: Findings, grouped: Iterable[Group], folk: People) -> tuple[Repeat, ...]:
    """Find denials of several articles: in the same words, or of the same claim by the same named person or body."""
    members = groups([said.stems for said in findings.denials])
    of = {_place(findings.denials[index]): number for number, indexes in enumerate(members) for index in indexes}
    answers: dict[tuple[int, int], Said] = {}
    by_claim: list[list[int]] = []
    for group in grouped:
        deniers: dict[Key, list[int]] = defaultdict(list)
        for claim in group.claims:
            for reply in claim.replies:
                answers.setdefault(_place(reply.said), group.first.said)
                if reply.said.who is not None and is_named(folk.who(reply.said.who)):
                    deniers[folk.who(reply.said.who)].append(of[_place(reply.said)])
        by_claim += deniers.values()
    out = []
    for numbers in _united(len(members), by_claim):
        denials = [findings.denials[index] for index in sorted(index for number in numbers for index in members[number])]
        articles = _articles(denials)
        if len(articles) > 1:
            answered = next((answers[_place(said)] for said in denials if _place(said) in answers), None)
            out.append(Repeat(denials=tuple(denials), articles=articles, deniers=_named(denials, folk), claim=answered))
    return tuple(sorted(out, key=lambda repeat: -len(repeat.articles)))


def _united(count: int, sets: Iterable[list[int]]) -> list[list[int]]:
    """Unite numbers that stand in one set, in the order of the first of each."""
    root = list(range(count))

    def top(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for numbers in sets:
        for other in numbers[1:]:
            one, two = sorted((top(numbers[0]), top(other)))
            root[two] = one
    out: dict[int, list[int]] = defaultdict(list)
    for number in range(count):
        out[top(number)].append(number)
    return list(out.values())
