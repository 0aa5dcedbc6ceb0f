"""Evaluation: how well exported findings agree with annotated articles. The runtime never imports it."""

from claimcheck.evaluation.figures import Evaluation, Figures, Hits, Share
from claimcheck.evaluation.gold import GoldArticle, GoldSentence, read_gold
from claimcheck.evaluation.scoring import evaluate

__all__ = ["Evaluation", "Figures", "GoldArticle", "GoldSentence", "Hits", "Share", "evaluate", "read_gold"]
