"""From results and corrections to gold: what ``claimcheck corrections`` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimcheck.errors import InputError, SettingsError
from claimcheck.exports.reading import analyses
from claimcheck.files import is_same, opened, shown
from claimcheck.folder import results_of
from claimcheck.labels import NONE
from claimcheck.report.wording import plural
from claimcheck.results import dumps
from claimcheck.review.corrections import Correction, Key, beside, read
from claimcheck.review.reviewed import Reviewed, grouped, key_of, reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was written, and what was not.

    Attributes:
        articles: how many were written; ``sentences``: how many they have, ``judged``: how many of these a person judged one by one.
        partly: how many of the articles written were reviewed only in part.
        left_out: how many more articles were reviewed only in part, and left out.
        changed: how many of these were marked as wholly reviewed, but with other findings.
        strange: how many corrections name sentences that the results do not hold.
        half: whether the last line of the corrections was never written to its end.
    """

    articles: int
    sentences: int
    judged: int
    partly: int
    left_out: int
    changed: int
    strange: int
    half: bool


def told(summary: Summary) -> Iterator[str]:
    """Put a summary in words, a line each."""
    wholly = summary.articles - summary.partly
    yield f"{plural(summary.articles, 'article')} with {plural(summary.sentences, 'sentence')}, {summary.judged} of them judged one by one"
    if summary.partly:
        yield f"{summary.partly} of these reviewed only in part, {wholly} wholly; what nobody judged stands as the program found it"
    if summary.left_out:
        yield f"left out: {plural(summary.left_out, 'article')} reviewed only in part; --partly takes them too"
    if summary.changed:
        yield f"{plural(summary.changed, 'article')} marked as reviewed with other findings than these; look again in `claimcheck review`"
    if summary.strange:
        yield f"left out: {plural(summary.strange, 'correction')} of sentences that these results do not hold"
    if summary.half:
        yield "left out: the last line of the corrections, which was never written to its end"


def record(article: Reviewed) -> dict[str, Any]:
    """Return an article as a line of gold, with one field more: ``reviewed``, whether a person looked at the sentence.

    What nobody judged stands as the program found it. In an article that is marked as wholly reviewed, it was looked at and found right.
    """
    analysis = article.analysis
    places = {finding.sentence.span: index for index, finding in enumerate(analysis.findings)}
    sentences = []
    for index, finding in enumerate(analysis.findings):
        said = article.judgement(index)
        sentence: dict[str, Any] = {"start": finding.sentence.span.start, "end": finding.sentence.span.end, "label": said.label}
        if said.second is not None:
            sentence["second"] = said.second
        if said.label != NONE:
            sentence["source"] = said.source
        if said.denies:
            sentence |= {"answers": [places[answer] for answer in said.answers], "embedded": said.embedded, "claim": said.claim}
        sentence["reviewed"] = article.finished or index in article.judged
        sentences.append(sentence)
    document = analysis.document
    return {
        "id": document.id,
        "outlet": document.outlet or "",
        "text": document.text,
        "text_sha256": document.text_sha256,
        "sentences": sentences,
    }


def write(results: Path, file: Path | None, output: str, *, partly: bool = False) -> Summary:
    """Write the reviewed articles of a results file as gold.

    Args:
        results: a results file, or the folder of a batch.
        file: the corrections; those beside the results where None.
        output: path to write to; ``"-"`` for standard output.
        partly: whether to write articles too that are not marked as wholly reviewed, if anything was said of them.

    Raises:
        InputError: where results or corrections cannot be read, or no article is reviewed. Nothing is written then.
        SettingsError: where the output is one of the inputs.
        OutputError: where it cannot be written.
    """
    path, kept = results_of(results), file or beside(results)
    for each in (path, kept):
        if output != "-" and is_same(output, each):
            msg = f"{shown(output)} is read here: write to another file"
            raise SettingsError(msg)
    content = read(kept)
    by_article = grouped(content.corrections)
    everything = list(_articles(path, by_article))
    chosen = [article for article in everything if article.finished or (partly and article.judged)]
    if not chosen:
        cause = "nothing in it was reviewed" if partly else "no article is marked as wholly reviewed: --partly takes those reviewed in part"
        msg = f"{shown(kept)}: {cause}; `claimcheck review {shown(results)}` goes on with the review"
        raise InputError(msg)
    with opened(output) as sink:
        for article in chosen:
            sink.write(dumps(record(article)) + "\n")
    return Summary(
        articles=len(chosen),
        sentences=sum(len(article.analysis.findings) for article in chosen),
        judged=sum(len(article.judged) for article in chosen),
        partly=sum(not article.finished for article in chosen),
        left_out=len([article for article in everything if article.judged]) - len([article for article in chosen if article.judged]),
        changed=sum(article.changed for article in everything),
        strange=sum(article.strange for article in everything),
        half=bool(content.half),
    )


def _articles(path: Path, corrections: dict[Key, list[Correction]]) -> Iterator[Reviewed]:
    """Yield each article of which anything was said; one that the results hold twice, once."""
    seen: set[Key] = set()
    for analysis in analyses(path):
        key = key_of(analysis)
        if key in corrections and key not in seen:
            seen.add(key)
            yield reviewed(analysis, corrections[key])
