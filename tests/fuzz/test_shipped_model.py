"""A few hostile articles for the model that ships, whose tokens and spans are others than the fake one's."""

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings

import claimcheck
from claimcheck.document import Document
from claimcheck.export import to_record
from claimcheck.results import dumps
from fuzz.entries import sound
from fuzz.hostile import INPUTS, articles

pytestmark = pytest.mark.model


@cache
def model() -> claimcheck.Model:
    """Load the model once."""
    return claimcheck.load_model()


@settings(max_examples=max(5, INPUTS // 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(articles.filter(lambda text: any(map(str.isalpha, text))))
@example("\u200b\u2060\n\nHe denied it.")
@example("\U000e0041\ufeff\n\n\ud800\n\nHe said that.")
@example("x" * 5000 + " denied it. " + "“" * 500)
def test_any_article(text: str) -> None:
    """Its record is sound, whatever the article holds, and the same each time; also where a sentence has no token at all."""
    records = [to_record(model().check(Document(text=text))) for _ in range(2)]
    assert records[0] == records[1]
    sound(json.loads(dumps(records[0])))
