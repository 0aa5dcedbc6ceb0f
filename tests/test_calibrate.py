"""What is chosen on the articles held aside: the shifts of the labels' probabilities."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.labels import LABELS
from claimcheck.training.calibrate import choose_shifts, expected_f1, macro_f1
from claimcheck.training.texts import MAIN

NOTHING = dict.fromkeys(LABELS, 0.0)


@given(st.lists(st.integers(0, len(MAIN) - 1), min_size=1, max_size=30))
def test_where_nothing_is_in_doubt_the_promise_is_what_is_counted(gold: list[int]) -> None:
    """Probabilities of 0 and 1 that are right promise the F1 that counting gives."""
    sure = torch.nn.functional.one_hot(torch.tensor(gold), len(MAIN)).float()
    assert expected_f1(sure, NOTHING) == pytest.approx(macro_f1(torch.tensor(gold), torch.tensor(gold), sure > 0))


def test_half_a_chance_is_half_a_right_label() -> None:
    """Two sentences, each with a half chance of an allegation, both called so: of two found one is right, of one due one is found."""
    even = torch.tensor([[0.5, 0.0, 0.0, 0.5]] * 2)
    assert expected_f1(even, {"allegation": 0.1}) == pytest.approx((2 * 1 / (2 + 1)) / 3)


def test_a_rare_label_is_given_where_it_is_nearly_the_likeliest() -> None:
    """F1 asks for more of a rare label than the likeliest label gives."""
    chances = torch.tensor([[0.0, 0.45, 0.0, 0.55]] * 10 + [[0.0, 0.0, 0.0, 1.0]] * 90)
    shifts = choose_shifts(chances)
    assert expected_f1(chances, shifts) > expected_f1(chances, NOTHING)
    assert shifts["denial"] >= 0.1


def test_nothing_is_moved_without_need() -> None:
    """Where every shift promises the same, none is made."""
    assert choose_shifts(torch.eye(4)) == NOTHING
