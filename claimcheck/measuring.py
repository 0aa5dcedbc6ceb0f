"""What ``claimcheck evaluate`` does. Apart from ``checking``, which needs nothing of the evaluation."""

from pathlib import Path

from claimcheck.checking import Models
from claimcheck.evaluation import Evaluation, evaluate, read_gold
from claimcheck.export import to_record


def measure(path: Path, models: Models) -> Evaluation:
    """Score a model against annotated articles.

    Raises:
        InputError: where these cannot be read.
        ModelError: where the model cannot be loaded or run.
    """
    articles = read_gold(path)
    return evaluate(articles, (to_record(models.check(article.document)) for article in articles))
