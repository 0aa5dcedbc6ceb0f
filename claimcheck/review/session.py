"""One review: articles, corrections, and what is shown of them. No web here: the server asks and the session answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claimcheck.document import Span
from claimcheck.errors import InputError, UnknownError
from claimcheck.exports.reading import analyses
from claimcheck.files import shown
from claimcheck.folder import results_of
from claimcheck.jsonread import Field
from claimcheck.labels import NONE
from claimcheck.pipeline import Analysis
from claimcheck.report.wording import plural
from claimcheck.review import judgement
from claimcheck.review.corrections import Action, Content, Correction
from claimcheck.review.judgement import Judgement, digest, found
from claimcheck.review.reviewed import Reviewed, grouped, key_of, reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an article is reviewed.

    Attributes:
        sentences: how many it has; ``judged``: how many of these a person judged.
        findings: how many of them have a label by the program; ``seen``: how many of these a person judged.
        finished: whether the article is marked as wholly reviewed.
    """

    sentences: int
    judged: int
    findings: int
    seen: int
    finished: bool


class Session:
    """Articles under review. Articles are numbered from 1, sentences from 0."""

    def __init__(self, articles: Sequence[Analysis], corrections: Sequence[Correction], append: Callable[[Correction], None]) -> None:
        """Take up a review.

        Args:
            articles: what the program found.
            corrections: those made so far; other articles' are left alone.
            append: keeps a correction for good, or raises an error.
        """
        self._append = append
        self._by_key = grouped(corrections)
        self._articles = [reviewed(analysis, self._by_key.get(key_of(analysis), ())) for analysis in articles]

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self._articles)

    def notices(self, content: Content) -> list[str]:
        """Return what a person should know of the corrections that were read, in one line each."""
        known = {key_of(each.analysis) for each in self._articles}
        others = len({each.article for each in content.corrections} - known)
        strange = sum(each.strange for each in self._articles)
        changed = sum(each.changed for each in self._articles)
        told = (
            (content.half, "the last line of the corrections was never written to its end, and is left out"),
            (others, f"corrections of {plural(others, 'further article')} are kept; these results do not hold them"),
            (strange, f"{plural(strange, 'correction')} of sentences that these results do not hold; kept, and not shown"),
            (changed, f"{plural(changed, 'article')} marked as reviewed with other findings than these; look again"),
        )
        return [notice for number, notice in told if number]

    def article(self, number: int) -> Reviewed:
        """Return an article.

        Raises:
            UnknownError: where there is none of that number.
        """
        if not 1 <= number <= len(self._articles):
            msg = f"there is no article {number}: these results hold 1 to {len(self._articles)}"
            raise UnknownError(msg)
        return self._articles[number - 1]

    def progress(self, number: int) -> Progress:
        """Tell how far an article is reviewed.

        Raises:
            UnknownError: where there is none of that number.
        """
        article = self.article(number)
        labelled = {index for index, finding in enumerate(article.analysis.findings) if finding.labelling.label != NONE}
        return Progress(
            sentences=len(article.analysis.findings),
            judged=len(article.judged),
            findings=len(labelled),
            seen=len(labelled & article.judged.keys()),
            finished=article.finished,
        )

    def state(self, number: int) -> dict[str, Any]:
        """Return an article's review as JSON for the page's script.

        Raises:
            UnknownError: where there is none of that number.
        """
        article, progress = self.article(number), self.progress(number)
        places = {finding.sentence.span: index for index, finding in enumerate(article.analysis.findings)}
        return {
            "articles": len(self._articles),
            "finished": article.finished,
            "judged": progress.judged,
            "findings": progress.findings,
            "seen": progress.seen,
            "sentences": [
                {
                    "action": article.actions[index].value if index in article.actions else None,
                    **_plain(article.judgement(index), places),
                    "found": _plain(found(article.analysis, index), places),
                }
                for index in range(progress.sentences)
            ],
        }

    def judge(self, number: int, index: int, request: Field) -> None:
        """Keep what a person says of a sentence.

        Args:
            number: of the article.
            index: of the sentence.
            request: an object with the fields of a judgement; ``answers`` are indexes.

        Raises:
            UnknownError: where there is no such article or sentence.
            InputError: where the judgement is none.
            OutputError: where it cannot be kept; the review is as before.
        """
        article = self.article(number)
        sentence = self._sentence(article, index)
        count = len(article.analysis.findings)
        answers = tuple(article.analysis.findings[answer.whole(below=count)].sentence.span for answer in request["answers"])
        said = judgement.read(request, answers, sentence)
        self._keep(number, _action(said, found(article.analysis, index)), sentence, said)

    def take_back(self, number: int, index: int) -> None:
        """Forget what was said of a sentence; the file remembers.

        Raises:
            UnknownError: where there is no such article or sentence, or nothing was said of it.
            OutputError: as :meth:`judge`.
        """
        article = self.article(number)
        sentence = self._sentence(article, index)
        if index not in article.judged:
            msg = f"nothing was said of sentence {index}, so there is nothing to take back"
            raise UnknownError(msg)
        self._keep(number, Action.UNDO, sentence, None)

    def finish(self, number: int, *, finished: bool) -> None:
        """Mark an article as wholly reviewed, or no longer so.

        Raises:
            UnknownError: where there is none of that number.
            OutputError: as :meth:`judge`.
        """
        self._keep(number, Action.FINISH if finished else Action.REOPEN, None, None)

    @staticmethod
    def _sentence(article: Reviewed, index: int) -> Span:
        count = len(article.analysis.findings)
        if not 0 <= index < count:
            msg = f"there is no sentence {index}: this article has 0 to {count - 1}"
            raise UnknownError(msg)
        return article.analysis.findings[index].sentence.span

    def _keep(self, number: int, action: Action, sentence: Span | None, said: Judgement | None) -> None:
        analysis = self.article(number).analysis
        correction = Correction(
            time=datetime.now(UTC),
            action=action,
            article=key_of(analysis),
            sentence=sentence,
            judgement=said,
            findings=digest(analysis) if action is Action.FINISH else "",
        )
        self._append(correction)
        self._by_key[correction.article].append(correction)
        # Results may hold an article twice.
        for place, each in enumerate(self._articles):
            if key_of(each.analysis) == correction.article:
                self._articles[place] = reviewed(each.analysis, self._by_key[correction.article])


def read_articles(results: Path) -> list[Analysis]:
    """Read the articles of a results file, or of the folder of a batch.

    Raises:
        InputError: where they cannot be read, or there are none.
    """
    articles = list(analyses(results_of(results)))
    if not articles:
        msg = f"{shown(results)} holds no article: name what `claimcheck check --jsonl` or --out wrote"
        raise InputError(msg)
    return articles


def _action(said: Judgement, before: Judgement) -> Action:
    if said == before:
        return Action.ACCEPT
    return Action.REJECT if said.label == NONE else Action.CORRECT


def _plain(said: Judgement, places: dict[Span, int]) -> dict[str, Any]:
    return {
        "label": said.label,
        "second": said.second,
        "source": said.source,
        "answers": [places[answer] for answer in said.answers],
        "embedded": said.embedded,
        "claim": said.claim,
    }
