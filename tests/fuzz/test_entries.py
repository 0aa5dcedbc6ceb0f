"""Whatever stands in a file, the program says what it is in a line, or reads it right. ``make fuzz`` runs these at length.

Each test is the target of ``guided.py`` too, which searches for inputs by what of the code they reach.
"""

import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fake_model
from claimcheck import api
from claimcheck.document import Document
from claimcheck.export import to_record
from claimcheck.exports import Format
from claimcheck.files import is_folder
from claimcheck.results import dumps
from claimcheck.review.corrections import Action, Correction, written
from claimcheck.review.judgement import Judgement, digest, found
from claimcheck.review.reviewed import key_of
from claimcheck.sentences import split
from exported import hostile, mayor
from fuzz.entries import check, run, shown
from fuzz.hostile import (
    INPUTS,
    SHARES,
    articles,
    damaged,
    honest,
    html_files,
    jsonl_files,
    labels_files,
    pieces,
    settings_files,
    share,
    text_files,
)
from reviewing import DENIAL, bridge

ARTICLE = "Prosecutors accused Mara Velin of a threat.\n\nVelin denied it.\n"
RESULTS = "".join(dumps(to_record(analysis)) + "\n" for analysis in (mayor(), hostile())).encode()
GOLD = json.dumps(
    {
        "id": "a",
        "text": ARTICLE,
        "outlet": "Lindmark Post",
        "sentences": [
            {"start": 0, "end": 43, "label": "allegation", "also": ["none"], "source": "Prosecutors"},
            {"start": 45, "end": 61, "label": "denial", "answers": [0], "embedded": False},
        ],
    }
).encode()
_PLACE = bridge().findings[DENIAL].sentence.span
_SAID: tuple[tuple[Action, dict[str, Any]], ...] = (
    (Action.ACCEPT, {"sentence": _PLACE, "judgement": found(bridge(), DENIAL)}),
    (Action.CORRECT, {"sentence": _PLACE, "judgement": Judgement(label="denial", source="Ilo Brandt", embedded=True)}),
    (Action.FINISH, {"findings": digest(bridge())}),
)
_WHEN = datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
CORRECTIONS = "".join(
    written(Correction(time=_WHEN, action=action, article=key_of(bridge()), **more)) + "\n" for action, more in _SAID
).encode()
# Lines that stand around an article and are no part of it.
AROUND = (
    "Share this article",
    "Read more:",
    "Advertisement",
    "© 2031 The Marensee Courier.",
    "Sign up to our newsletter",
)


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run all tests here in one folder, without weights, and without what the environment may say."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.mktemp("fuzz"))
        patched.setattr(api, "load_model", fake_model.load_model)
        for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "TERM"):
            patched.delenv(name, raising=False)
        Path("article.txt").write_text(ARTICLE, encoding="utf-8")
        yield


def _write(name: str, data: bytes) -> str:
    Path(name).write_bytes(data)
    return name


def _named(record: dict[str, Any]) -> tuple[str, str]:
    return record["id"], record["text_sha256"]


@share("text")
@given(text_files)
def test_text(data: bytes) -> None:
    """Any bytes as a text: an article that is read exactly, or one line; the same from standard input."""
    found = check(_write("a.txt", data), "--format", "text")
    piped = run("check", "-", "--format", "text", "--jsonl", "-", given=data)
    read = [json.loads(line) for line in piped.out.splitlines()]
    assert [each["sentences"] for each in read] == [each["sentences"] for each in found]
    for record in found:
        whole = record["document"]["text"]
        exact = data.removeprefix(b"\xef\xbb\xbf") == whole.encode("utf-8", "surrogatepass")
        # Nobody can miss that a text was not UTF-8.
        assert exact or record["document"]["notes"]


@share("html")
@given(html_files)
def test_html(data: bytes) -> None:
    """Any bytes as a web page."""
    check(_write("a.html", data))


@share("jsonl")
@given(jsonl_files)
def test_jsonl(data: bytes) -> None:
    """Any bytes as JSON Lines: one record or one error a line, different ids, and the whole of it in a folder as well."""
    found = check(_write("a.jsonl", data))
    assert len({record["id"] for record in found}) == len(found)
    around = {*Path().iterdir(), *Path("..").iterdir(), Path("out")}
    batch = run("check", "a.jsonl", "--out", "out", "--verbose")
    assert batch.code in {0, 1}
    assert {*Path().iterdir(), *Path("..").iterdir()} <= around
    kept = {_named(json.loads(line)) for line in Path("out/results.jsonl").read_bytes().splitlines()}
    assert set(map(_named, found)) <= kept


@share("labels")
@given(labels_files)
def test_labels(data: bytes) -> None:
    """Any bytes as labels of one's own: scores for each, or one line and exit code 2."""
    name = _write("labels.toml", data)
    first = run("check", "article.txt", "--labels", name, "--jsonl", "-")
    assert first.code in {0, 2}
    assert (first.code == 0) == bool(first.out)
    for line in first.out.splitlines():
        assert json.loads(line)["settings"]["labels"]
    assert first == run("check", "article.txt", "--labels", name, "--jsonl", "-")


@share("settings")
@given(settings_files)
def test_settings(data: bytes) -> None:
    """Any bytes as a file of settings: what ``config`` prints of it means the same again, and ``check`` goes by it or refuses it."""
    name = _write("settings.toml", data)
    printed = run("config", "--config", name)
    assert printed.code in {0, 2}
    if printed.code == 0:
        shown(printed.out)
        assert run("config", "--config", _write("again.toml", printed.out)).code == 0
    ran = run("check", "article.txt", "--config", name, "--offline")
    shown(ran.out)
    # 1: by a size or a format of that file the article is none that can be read. 2: so too labels that are not there.
    assert ran.code in ({0, 1, 2} if printed.code == 0 else {2})


@share("results")
@given(damaged(RESULTS), st.sampled_from([form for form in Format if form is not Format.XLSX]))
def test_results(data: bytes, form: Format) -> None:
    """Any bytes as results, whole ones with one thing changed above all: an export or one line, the same each time."""
    name = _write("results.jsonl", data)
    first = run("export", name, "--to", form.value, "-o", "-")
    assert first.code in {0, 1}
    assert b"\x1b" not in first.out
    assert first == run("export", name, "--to", form.value, "-o", "-")


@share("corrections")
@given(damaged(CORRECTIONS))
def test_corrections(data: bytes) -> None:
    """Any bytes as corrections of a review: gold that can be read, or one line."""
    Path("reviewed.jsonl").write_bytes(dumps(to_record(bridge())).encode() + b"\n")
    Path("gold.jsonl").unlink(missing_ok=True)
    name = _write("made.corrections.jsonl", data)
    made = run("corrections", "reviewed.jsonl", name, "--partly", "-o", "gold.jsonl")
    assert made.code in {0, 1}
    if Path("gold.jsonl").exists() and Path("gold.jsonl").stat().st_size:
        assert run("evaluate", "gold.jsonl").code == 0


@share("gold")
@given(damaged(GOLD))
def test_gold(data: bytes) -> None:
    """Any bytes as annotated articles: figures or one line."""
    ran = run("evaluate", _write("gold.jsonl", data))
    assert ran.code in {0, 1}
    shown(ran.out)


def _slices(text: str) -> list[str]:
    document = Document(text=text)
    return [document.slice(sentence.span) for sentence in split(document)]


@share("forms", least=60)
@given(honest)
def test_forms_of_the_same_text(text: str) -> None:
    """CRLF for LF and composed for decomposed letters change no sentence: each form's own offsets give the same words."""
    plain = _slices(text)
    assert [words.replace("\r\n", "\n") for words in _slices(text.replace("\n", "\r\n"))] == plain
    for form in ("NFC", "NFD"):
        assert [unicodedata.normalize("NFC", words) for words in _slices(unicodedata.normalize(form, text))] == [
            unicodedata.normalize("NFC", words) for words in plain
        ]


@share("furniture", least=60)
@given(honest | articles.filter(str.strip), st.lists(st.sampled_from(AROUND)), st.lists(st.sampled_from(AROUND)))
def test_furniture_around(text: str, before: list[str], after: list[str]) -> None:
    """Lines of the page before and after an article move its sentences by their own length, and change none of them."""
    start = "".join(f"{line}\n\n" for line in before)
    whole = start + text + "".join(f"\n\n{line}" for line in after)
    alone = [(each.span.start, each.span.end) for each in split(Document(text=text))]
    spans = [(each.span.start - len(start), each.span.end - len(start)) for each in split(Document(text=whole))]
    assert [span for span in spans if span[0] >= 0 and span[1] <= len(text)] == alone


@share("names")
@given(st.lists(pieces, max_size=3).map("".join).filter(lambda name: not name.startswith("-") and not is_folder(name)))
def test_names(name: str) -> None:
    """An input and an output of any name, as long as it likes: done, or one line."""
    run("check", name, "--offline", "--quiet")
    run("check", "article.txt", "--quiet", "--json", f"nowhere/{name}")


def test_shares_are_whole() -> None:
    """The shares add up to all the inputs: a run of 10,000 is one."""
    assert sum(SHARES.values()) == pytest.approx(1.0)
    assert INPUTS > 0
