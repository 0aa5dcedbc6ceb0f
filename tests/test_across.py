"""The report on a batch: the same claim in several articles, who accuses whom, what nobody answers, repeated denials."""

import io
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import goldens
import strategies
from batches import hostile, story
from claimcheck import terminal
from claimcheck.across import people, record
from claimcheck.across.likeness import CROWD, RARE, SAME, alike, bag, groups, likeness, weight
from claimcheck.across.overview import Overview, overview
from claimcheck.across.tables import Tables
from claimcheck.cli import run
from claimcheck.pipeline import Analysis
from claimcheck.results import write_json, write_jsonl
from fakes import allegation, article, denial, from_gold, statement

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "across.md"


def printed(found: Overview, *, width: int = 80, environ: dict[str, str] | None = None, encoding: str = "utf-8", **options: Any) -> str:
    """Return what the report prints."""
    buffer = io.BytesIO()
    output = io.TextIOWrapper(buffer, encoding=encoding, errors="strict", newline="\n")
    terminal.console(output, width=width, environ=environ or {}).print(Tables(overview=found, **options))
    output.flush()
    return buffer.getvalue().decode(encoding)


def plain(text: str) -> str:
    """Return text with single spaces, without tree lines."""
    return " ".join(re.sub(r"[│├└╴]", " ", text).split())


# ---- likeness


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "Prosecutors say that Mara Velin took 40,000 crowns from the builder Orsolan.",
            "The builder Orsolan paid Mara Velin 40,000 crowns, prosecutors said.",
            True,
        ),
        ("The harbour office sold three cranes in secret.", "Three cranes were secretly sold by the harbour office, a clerk said.", True),
        ("Mara Velin took 40,000 crowns from the builder Orsolan.", "Mara Velin lied to the council about the river wall.", False),
        ("He is a liar.", "He is a liar.", False),
        ("The river wall was never inspected.", "The council meets on Friday.", False),
    ],
)
def test_same_claim(one: str, other: str, same: bool) -> None:
    """Sentences that share several rare words put forward the same claim; a shared name or a few plain words are not enough."""
    assert (likeness(bag(one), bag(other)) >= SAME) is same
    assert (len(groups([bag(one), bag(other)])) == 1) is same


def test_rare_words_tell_more() -> None:
    """A stem that few articles have weighs the most, one that most have hardly anything; all weights of the file lie between."""
    assert weight("qoppax") == RARE
    assert 0 <= weight("people") < 1.5
    table = json.loads((ROOT / "claimcheck" / "across" / "common.json").read_text(encoding="utf-8"))
    assert all(0 <= value < RARE for value in table.values())


def test_batch_does_not_change_likeness() -> None:
    """A claim that every article of the batch has is found as in a batch of two: what is rare is told from news at large."""
    claims = [bag(f"Reporter {name} says the mill in Orsolan poured {name} dye into the brook") for name in ("Arn", "Bel", "Cor", "Dun")]
    assert groups(claims) == [[0, 1, 2, 3]]


def test_no_chain() -> None:
    """Of sentences that are alike step by step, the ends of the chain are not brought together."""
    chain = [frozenset(f"zq{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"[start : start + 7]) for start in range(0, 16, 2)]
    assert likeness(chain[0], chain[1]) >= SAME > likeness(chain[0], chain[2])
    assert {len(group) for group in groups(chain)} == {2}


def test_crowded_words() -> None:
    """A word that more sentences have than are compared brings no two together, but counts where others do."""
    many = [frozenset({"crowde", f"w{number}"}) for number in range(CROWD + 1)]
    twins = [frozenset({"crowde", "aaa", "bbb", "ggg", *own}) for own in ("cd", "ef")]
    assert groups([*many, *twins])[-1] == [CROWD + 1, CROWD + 2]
    assert likeness(twins[0] - {"crowde"}, twins[1] - {"crowde"}) < SAME


bags = st.lists(st.frozensets(st.sampled_from([f"stem{letter}" for letter in "abcdefghij"]), max_size=8), max_size=14)


@given(bags)
def test_groups_hold_each_once(given_bags: list[frozenset[str]]) -> None:
    """Every sentence stands in exactly one group, in order."""
    found = groups(given_bags)
    assert sorted(index for group in found for index in group) == list(range(len(given_bags)))
    assert all(group == sorted(group) for group in found)
    assert found == sorted(found)


@given(bags)
def test_pairs_are_all_that_are_alike(given_bags: list[frozenset[str]]) -> None:
    """The index of words finds each pair that is alike, and no other."""
    found = {(one, other) for one, other, _ in alike(given_bags, threshold=SAME)}
    every = {(j, i) for i in range(len(given_bags)) for j in range(i) if likeness(given_bags[j], given_bags[i]) >= SAME}
    assert found == every


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_even(one: str, other: str) -> None:
    """Likeness is the same both ways and lies from 0 to below 1."""
    assert likeness(bag(one), bag(other)) == likeness(bag(other), bag(one))
    assert 0 <= likeness(bag(one), bag(other)) < 1


# ---- people


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mara Velin", "Mayor Mara Velin", True),
        ("the Harbour Union of Lindmark", "Harbour Union of Lindmark", True),
        ("MARA VELIN", "Mara Velin", True),
        ("Mara J. Velin", "Mara Velin", True),
        ("Velin", "Mara Velin", False),
        ("Mara Velin", "Mara Velin Jr.", False),
        ("Mara Velin's lawyer", "Mara Velin", False),
        ("prosecutors", "prosecutors", False),
        ("the company", "the company", False),
        ("Federal officials", "federal officials", False),
    ],
)
def test_who_is_who(one: str, other: str, same: bool) -> None:
    """Across articles names are one person's for titles, capitals, "the" and a middle name alone; who has no name is nobody's namesake."""
    keys = [people.key(one, 0), people.key(other, 1)]
    names = {key: Counter({name: 1}) for key, name in zip(keys, (one, other), strict=True) if key is not None}
    folk = people.People(names)
    assert keys[0] is not None
    assert keys[1] is not None
    assert (folk.who(keys[0]) == folk.who(keys[1])) is same


def test_two_middle_names_are_two_people() -> None:
    """Where two middle names go with one first and last name, the name without either is not given to one of them."""
    names = ["Mara J. Velin", "Mara K. Velin", "Mara Velin"]
    keys = {people.key(name, 0) or () for name in names}
    assert people.merged(keys) == {}
    assert people.merged(keys - {people.key("Mara K. Velin", 0)}) != {}


def test_nobody() -> None:
    """An empty name, and one of signs alone, is nobody."""
    assert people.key("", 0) is people.key(" — ", 0) is None


@given(strategies.texts(max_size=4), st.integers(0, 3))
def test_any_name(name: str, number: int) -> None:
    """Any name has a key or is nobody, and the key is the same each time."""
    assert people.key(name, number) == people.key(name, number)


# ---- overview


def test_who_accuses_whom() -> None:
    """Who accuses is the speaker of the claim, the accused whoever denies it or declines to comment; titles do not make two of one."""
    found = {each.name: [(by.accuser, len(by.claims), by.doubtful) for by in each.by] for each in overview(story()).accused}
    assert found == {
        "Mara Velin": [("Prosecutors", 1, False), ("the state prosecutor", 1, True)],
        "The water board": [("Two officials", 1, True)],
    }


def test_likeliest_claim_alone_accuses() -> None:
    """A denial that answers two claims makes its speaker the accused of the likelier one alone."""
    built = article(
        allegation("Ada Fenn says the wall is rotten.", key="wall", source="Ada Fenn"),
        allegation("Teo Arn says the quay is rotten.", key="quay", source="Teo Arn"),
        denial("“It is sound,” Abel Torrin said.", source="Abel Torrin", answers=["wall=0.9", "quay=0.4"]),
    )
    found = overview([built])
    assert [[by.accuser for by in each.by] for each in found.accused] == [["Ada Fenn"]]
    assert found.unattributed == 1
    assert not found.open


def test_nobody_accuses_themselves() -> None:
    """A claim that its own speaker denies accuses nobody."""
    built = article(
        allegation("Mara Velin says the wall is rotten.", key="wall", source="Mara Velin"),
        denial("Mayor Mara Velin denied it.", source="Mayor Mara Velin", answers=["wall"]),
    )
    assert overview([built]).accused == ()


def test_same_claims() -> None:
    """The same claim is one group over its articles, with who denies it anywhere and where nobody does."""
    found = [([(c.said.article, c.said.index) for c in g.claims], g.deniers, g.decliners, g.unanswered_in) for g in overview(story()).same]
    assert found == [
        ([(0, 1), (1, 0), (2, 0)], ("Mara Velin",), (), (2,)),
        ([(0, 3), (1, 2)], (), ("The water board",), (0,)),
        ([(0, 4), (2, 1)], (), (), (0, 2)),
    ]


def test_no_reply_in_any_article() -> None:
    """A claim that is denied or refused comment in another article is not among those with no reply; those in more articles come first."""
    found = overview(story())
    assert [[(c.said.article, c.said.index) for c in g.claims] for g in found.open] == [[(0, 4), (2, 1)], [(0, 5)]]
    assert (found.claims, found.distinct, found.denials) == (9, 5, 4)


def test_claim_within_a_denial() -> None:
    """A claim that only its denial states has nobody as its speaker, is answered, and accuses nobody."""
    built = article(denial("Ilo Brandt denied that he had met the builder.", source="Ilo Brandt", clause="he had met the builder"))
    found = overview([built])
    assert (found.claims, found.open, found.accused, found.unattributed) == (1, (), (), 1)


def test_repeated_denials() -> None:
    """A denial of the same claim by the same named person in two articles is one, and so is one in the same words."""
    (found,) = overview(story()).repeats
    assert ([(said.article, said.index) for said in found.denials], found.deniers) == ([(0, 2), (1, 1)], ("Mara Velin",))
    assert found.claim is not None
    assert (found.claim.article, found.claim.index) == (0, 1)


def test_deniers_without_a_name_are_not_united() -> None:
    """One "company" that denies the same claim in two articles in other words is not taken for the same."""
    words = "The mill in Orsolan poured blue dye into the brook, fishermen say."
    made = [
        article(allegation(words, key="dye", source="fishermen"), denial(reply, source="the company", answers=["dye"]))
        for reply in ("The company denied that.", "“Nothing was spilt on Tuesday,” the company wrote.")
    ]
    found = overview(made)
    assert len(found.same) == 1
    assert found.repeats == ()
    assert len(found.accused) == 2


@given(st.lists(strategies.analyses(), max_size=3))
@settings(max_examples=40)
def test_any_batch(analyses: list[Analysis]) -> None:
    """Of any batch each claim stands in one group, no group with a reply is open, and what spreads over articles names two at least."""
    found = overview(analyses)
    assert len(found.articles) == len(analyses)
    assert found.distinct <= found.claims
    assert all(len(group.articles) > 1 for group in found.same)
    assert all(len(repeat.articles) > 1 for repeat in found.repeats)
    assert not [group for group in found.open if group.replied]
    json.dumps(record.to_record(found))


def test_samples() -> None:
    """Of the samples, which tell of different things, no two articles share a claim, and the head of state's accusers are listed."""
    rows = [json.loads(line) for line in (ROOT / "data" / "samples" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    found = overview(map(from_gold, rows))
    assert len(found.articles) == len(rows)
    assert found.same == ()
    assert found.repeats == ()
    assert found.accused
    assert found.open


# ---- terminal


@pytest.mark.parametrize("width", [60, 100])
def test_golden(width: int) -> None:
    """The report looks exactly as it was looked at and found good; to renew: delete the file, run, look, run again."""
    report = printed(overview(story()), width=width, failed=1)
    goldens.hold(f"across-{width}.txt", report)


def test_long_lists_are_cut() -> None:
    """Of each list so many entries are printed as asked for, and how many are left out is told; 0 prints all."""
    claims = [
        allegation(f"{a} {b} says the {c} is rotten.")
        for a, b, c in zip("PQRSTU", "ABCDEF", ("wall", "quay", "mill", "shed", "dam", "pier"), strict=True)
    ]
    found = overview([article(*claims)])
    assert "and 4 more; --most 0 shows all" in printed(found, most=2)
    assert plain(printed(found, most=2)).count("is rotten") == 2
    assert plain(printed(found, most=0)).count("is rotten") == 6


def test_nothing_found() -> None:
    """A batch without claims says so, and has no lists; so does one without articles."""
    assert "No claim and no denial found." in printed(overview([article(statement("The court sits on Monday."))]))
    assert "Across 0 articles" in printed(overview([]))


def test_no_verdict_words() -> None:
    """The program's own words judge nothing."""
    words = re.compile(r"\b(true|truth|untrue|false|falsehood|lie|lies|fake|correct|verdict|guilty)\b", re.IGNORECASE)
    assert not words.search(printed(overview(story()), width=100))


@given(st.lists(strategies.analyses(), max_size=2), st.sampled_from([20, 60, 80, 100, 200]))
@settings(max_examples=40)
def test_any_batch_is_printed(analyses: list[Analysis], width: int) -> None:
    """For any batch no forbidden character goes out and no line is too wide."""
    report = printed(overview([*analyses, *hostile()]), width=width)
    assert not [hex(ord(char)) for char in set(report) - {"\n"} if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert max(cell_len(line) for line in report.splitlines()) <= width
    assert not [line for line in report.splitlines() if line != line.rstrip()]


def test_markup_stays_text() -> None:
    """Markup of rich and of pages is printed as it stands."""
    report = plain(printed(overview(hostile()), width=120))
    assert "[bold]b[/bold]" in report
    assert "<b>{{7*7}}" in report


def test_ascii() -> None:
    """An output that is ASCII gets ASCII."""
    assert printed(overview(story()), encoding="ascii").isascii()


# ---- command


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return the folder of a batch with three articles done and one failed."""
    folder = tmp_path / "results"
    folder.mkdir()
    write_jsonl(folder / "results.jsonl", story())
    (folder / "errors.jsonl").write_text('{"origin": "in/four.txt"}\n', encoding="utf-8")
    return folder


def test_every_kind_of_results(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """A folder, JSON Lines, an array and standard input give the same report; of a folder it says how many articles failed."""
    array = tmp_path / "results.json"
    write_json(array, story())
    out = []
    for given_results in (str(results / "results.jsonl"), str(array), "-", str(results)):
        with (results / "results.jsonl").open(encoding="utf-8") as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            assert run(["report", given_results, "--width", "60"]) == 0
        out.append(capfd.readouterr().out)
    assert out[0] == out[1] == out[2] != ""
    assert "1 article could not be checked" in out[3]
    assert out[3].replace("note: 1 article could not be checked: errors.jsonl in the\n      folder says why\n", "") == out[0]


def test_json_file(results: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--json writes what the tables show, with places from 0; on standard output it stands alone."""
    path = tmp_path / "across.json"
    assert run(["report", str(results), "--json", str(path)]) == 0
    assert "Across 3 articles" in capfd.readouterr().out
    assert run(["report", str(results), "--json", "-"]) == 0
    assert capfd.readouterr().out == path.read_text(encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["counts"] == {"claims": 9, "distinct_claims": 5, "denials": 4}
    first = found["same_claims"][0]
    assert first["articles"] == [0, 1, 2]
    assert first["denied_by"] == ["Mara Velin"]
    claim = first["claims"][1]
    assert (claim["article"], claim["sentence"], claim["replies"]) == (
        1,
        0,
        [{"article": 1, "sentence": 1, "score": 0.2, "doubtful": True}],
    )
    assert [each["accused"] for each in found["accusations"]] == ["Mara Velin", "Mara Velin", "The water board"]


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_results_are_not_overwritten(option: str, results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A report onto the results themselves is refused, and they stay."""
    path = results / "results.jsonl"
    before = path.read_bytes()
    assert run(["report", str(results), option, str(path)]) == 2
    assert "write to another file" in capfd.readouterr().err
    assert path.read_bytes() == before


def test_two_outputs_in_one_place(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Page and JSON cannot both go to standard output."""
    assert run(["report", str(results), "--html", "-", "--json", "-"]) == 2
    assert "standard output" in capfd.readouterr().err


def test_broken_results(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """A record that was changed is told in one line, by its place, also from standard input; no output is left behind."""
    path = results / "results.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("was never inspected", "is never inspected"), encoding="utf-8")
    page = tmp_path / "page.html"
    for given_results, name in ((str(results), "results.jsonl, article 1"), ("-", "standard input, article 1")):
        with path.open(encoding="utf-8") as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            assert run(["report", given_results, "--html", str(page)]) == 1
        told = capfd.readouterr().err
        assert name in told
        assert told.count("\n") == 1
        assert not page.exists()


def test_documented_figures() -> None:
    """The threshold that docs/across.md speaks of is the one in use."""
    text = PAGE.read_text(encoding="utf-8")
    assert f"**{SAME}**" in text
