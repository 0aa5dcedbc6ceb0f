"""An article with all that was said of it so far."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from claimcheck.pipeline import Analysis
from claimcheck.review.corrections import JUDGING, OF_ARTICLES, Action, Correction, Key
from claimcheck.review.judgement import Judgement, corrected, digest, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """An article as a review has it.

    Attributes:
        analysis: what the program found.
        judged: what was said of sentences, by index.
        actions: the same: whether it was accepted, corrected or rejected.
        finished: whether the article is marked as wholly reviewed.
        strange: how many corrections name a sentence that is not in the article.
        changed: whether it was finished, but with other findings than these.
    """

    analysis: Analysis
    judged: Mapping[int, Judgement] = field(default_factory=dict)
    actions: Mapping[int, Action] = field(default_factory=dict)
    finished: bool = False
    strange: int = 0
    changed: bool = False

    def judgement(self, index: int) -> Judgement:
        """Return what is held of a sentence now: by the person, else by the program."""
        return self.judged[index] if index in self.judged else found(self.analysis, index)

    def corrected(self) -> Analysis:
        """Return the analysis with all that was said."""
        return corrected(self.analysis, self.judged)


def key_of(analysis: Analysis) -> Key:
    """Return what tells the article from others."""
    return Key(id=analysis.document.id, sha256=analysis.document.text_sha256)


def grouped(corrections: Iterable[Correction]) -> dict[Key, list[Correction]]:
    """Sort corrections by article, each in the order of the file."""
    groups: dict[Key, list[Correction]] = defaultdict(list)
    for each in corrections:
        groups[each.article].append(each)
    return groups


def reviewed(analysis: Analysis, corrections: Iterable[Correction]) -> Reviewed:
    """Return the article with its corrections: of each sentence the last one counts.

    Args:
        analysis: what the program found.
        corrections: those of this article, oldest first. One that names a place where no sentence stands is counted, and passed over.
    """
    places = {finding.sentence.span: index for index, finding in enumerate(analysis.findings)}
    judged: dict[int, Judgement] = {}
    actions: dict[int, Action] = {}
    finish: str | None = None
    strange = 0
    for each in corrections:
        if each.action in OF_ARTICLES:
            finish = each.findings if each.action is Action.FINISH else None
            continue
        index = None if each.sentence is None else places.get(each.sentence)
        known = each.judgement is None or all(answer in places for answer in each.judgement.answers)
        if index is None or not known:
            strange += 1
        elif each.action in JUDGING and each.judgement is not None:
            judged[index], actions[index] = each.judgement, each.action
        else:
            judged.pop(index, None)
            actions.pop(index, None)
    finished = finish is not None and finish == digest(analysis)
    return Reviewed(
        analysis=analysis,
        judged=judged,
        actions=actions,
        finished=finished,
        strange=strange,
        changed=finish is not None and not finished,
    )
