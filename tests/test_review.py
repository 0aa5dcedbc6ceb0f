"""Reviews: judgements, the file of corrections, what an article is with them, and the gold that comes of it."""

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fake_model
import strategies
from claimcheck import api
from claimcheck.cli import run
from claimcheck.document import Span
from claimcheck.errors import InputError, OutputError, SettingsError
from claimcheck.evaluation import evaluate, read_gold
from claimcheck.export import from_record, to_record
from claimcheck.labels import LABELS, NONE
from claimcheck.pipeline import Analysis
from claimcheck.results import write_json, write_jsonl
from claimcheck.review import corrections, gold
from claimcheck.review.corrections import Action, Correction, Key, beside, opened, read, written
from claimcheck.review.judgement import Judgement, corrected, digest, found
from claimcheck.review.reviewed import key_of, reviewed
from fakes import allegation, article
from reviewing import ALLEGATION, DENIAL, PLAIN, RUMOUR, STATEMENT, Desk, bridge

WHEN = datetime(2026, 3, 4, 9, 15, 2, 114000, tzinfo=UTC)


def correction(**change: Any) -> Correction:
    """Return a correction of the denial in the bridge."""
    analysis = bridge()
    made: dict[str, Any] = {
        "time": WHEN,
        "action": Action.CORRECT,
        "article": key_of(analysis),
        "sentence": analysis.findings[DENIAL].sentence.span,
        "judgement": Judgement(label="denial", source="Ilo Brandt", answers=(analysis.findings[RUMOUR].sentence.span,)),
    }
    return Correction(**made | change)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file of corrections that is not there yet."""
    return tmp_path / "results.corrections.jsonl"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return a results file with three articles."""
    made = tmp_path / "results.jsonl"
    write_jsonl(made, [bridge(), bridge(id="second"), bridge(id="third")])
    return made


# ---- judgements


def test_found() -> None:
    """What the program found is said in the fields of the gold."""
    analysis = bridge()
    assert found(analysis, DENIAL) == Judgement(
        label="denial",
        source="Ilo Brandt",
        answers=(analysis.findings[ALLEGATION].sentence.span,),
        embedded=True,
        claim="he had sold it",
    )
    assert found(analysis, PLAIN) == Judgement(label=NONE)


def test_corrected() -> None:
    """A correction takes the place of label, speaker and links, is sure, and open claims are counted anew."""
    analysis = bridge()
    spans = [finding.sentence.span for finding in analysis.findings]
    after = corrected(
        analysis,
        {
            DENIAL: Judgement(label="denial", second="official_statement", source="the council", answers=(spans[RUMOUR], spans[0])),
            STATEMENT: Judgement(label=NONE),
            PLAIN: Judgement(label="allegation", source="A neighbour"),
        },
    )
    assert [(link.denial, link.claim, link.clause, link.score) for link in after.links] == [
        (DENIAL, RUMOUR, None, 1.0),
        (DENIAL, 0, None, 1.0),
    ]
    assert analysis.unanswered == (RUMOUR,)
    assert after.unanswered == (ALLEGATION, PLAIN)
    labelling, source = after.findings[DENIAL].labelling, after.findings[DENIAL].attribution.source
    assert (labelling.label, labelling.second, labelling.score, labelling.doubtful) == ("denial", "official_statement", 1.0, False)
    assert source is not None
    assert (source.name, after.document.slice(source.span), source.score) == ("the council", "the council", 1.0)
    assert after.findings[STATEMENT].attribution.source is None
    assert after.findings[ALLEGATION] == analysis.findings[ALLEGATION]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("", "he had sold it"),
        ("he had sold it", "he had sold it"),
        ("that he had sold it", "that he had sold it"),
        ("Brandt sold a bridge", "Brandt denied that he had sold it."),
    ],
)
def test_clause(claim: str, words: str) -> None:
    """The words that state the claim are those that the person or the program named; where neither stand there, the sentence."""
    analysis = bridge()
    after = corrected(analysis, {DENIAL: Judgement(label="denial", embedded=True, claim=claim)})
    (link,) = after.links
    assert link.claim is None
    assert link.clause is not None
    assert after.document.slice(link.clause) == words


def _judgements(analysis: Analysis) -> st.SearchStrategy[dict[int, Judgement]]:
    """Return judgements that hold together, of any sentences of the analysis."""
    spans = [finding.sentence.span for finding in analysis.findings]

    @st.composite
    def judgement(draw: st.DrawFn, index: int) -> Judgement:
        label = draw(st.sampled_from((*LABELS, NONE)))
        if label == NONE:
            return Judgement(label=label)
        second = draw(st.none() | st.sampled_from([name for name in LABELS if name != label]))
        source = " ".join(draw(strategies.texts(max_size=2)).split())
        if "denial" not in (label, second):
            return Judgement(label=label, second=second, source=source)
        others = [span for span in dict.fromkeys(spans) if span != spans[index]]
        answers = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
        return Judgement(label=label, second=second, source=source, answers=tuple(answers), embedded=draw(st.booleans()))

    indexes = st.sets(st.sampled_from(range(len(spans)))) if spans else st.just(set())
    return indexes.flatmap(lambda chosen: st.fixed_dictionaries({index: judgement(index) for index in chosen}))


@settings(max_examples=25)
@given(st.data())
def test_any_judgement(data: st.DataObject) -> None:
    """Whatever is said of any article comes back from its corrected analysis, from a line of the file, and from the gold."""
    analysis = data.draw(strategies.analyses(max_size=6))
    spans = [finding.sentence.span for finding in analysis.findings]
    judged = data.draw(_judgements(analysis)) if len(set(spans)) == len(spans) else {}
    after = corrected(analysis, judged)
    assert from_record(to_record(after)).findings == after.findings
    for index, said in judged.items():
        again = found(after, index)
        assert (again.label, again.second, again.answers, again.embedded) == (said.label, said.second, said.answers, said.embedded)
        assert again.source == said.source
        made = correction(article=key_of(analysis), sentence=spans[index], judgement=said)
        assert reviewed(analysis, [made]).judged == {index: said}
        assert json.loads(written(made))["label"] == said.label


@settings(max_examples=25)
@given(strategies.texts(max_size=3), strategies.texts(max_size=3))
def test_any_names(tmp_path_factory: pytest.TempPathFactory, id_: str, source: str) -> None:
    """Whatever characters an id or a name holds, a correction is one line, and comes back the same."""
    said = Judgement(label="denial", source=" ".join(source.split()), claim=" ".join(id_.split()))
    made = correction(article=Key(id=id_, sha256="0"), judgement=said)
    line = written(made)
    assert len(line.splitlines()) == 1
    file = tmp_path_factory.mktemp("corrections") / "c.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    assert read(file).corrections == (made,)


# ---- the file


def test_only_added_to(path: Path) -> None:
    """Each correction is a line more, with the time in UTC; what stood there before stays as it was, over several reviews."""
    with opened(path) as log:
        log.append(correction())
        first = path.read_bytes()
        log.append(correction(action=Action.UNDO, judgement=None))
    with opened(path) as log:
        assert len(log.content.corrections) == 2
        log.append(correction(action=Action.FINISH, sentence=None, judgement=None, findings="f" * 64))
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines[0] == first
    assert [json.loads(line)["action"] for line in lines] == ["correct", "undo", "finish"]
    assert json.loads(lines[0])["time"] == "2026-03-04T09:15:02.114+00:00"
    assert read(path).corrections == (
        correction(),
        correction(action=Action.UNDO, judgement=None),
        correction(action=Action.FINISH, sentence=None, judgement=None, findings="f" * 64),
    )


def test_half_line(path: Path) -> None:
    """Where the last line was cut off, what stood before it is read, and the next review goes on after that."""
    whole = written(correction()).encode() + b"\n"
    for cut in range(1, len(whole) - 1, 7):
        path.write_bytes(whole + whole[:cut])
        content = read(path)
        assert (content.corrections, content.half) == ((correction(),), cut)
    with opened(path) as log:
        assert log.content.half
        log.append(correction(action=Action.ACCEPT))
    assert path.read_bytes() == whole + written(correction(action=Action.ACCEPT)).encode() + b"\n"


def test_zeros_after_a_power_cut(path: Path) -> None:
    """Zeros at the end, which a file system may leave behind, are a half line too."""
    path.write_bytes(written(correction()).encode() + b"\n" + bytes(4096))
    assert read(path).half == 4096


def test_line_without_its_end(path: Path) -> None:
    """A last line that lacks nothing but its end counts, and the next one does not run into it."""
    path.write_text(written(correction()), encoding="utf-8")
    with opened(path) as log:
        assert log.content.corrections == (correction(),)
        log.append(correction())
    assert read(path).corrections == (correction(), correction())


def test_full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk takes a part of a line only, the error says so and that part is gone again."""
    real = os.write

    def half(handle: int, data: bytes) -> int:
        if len(data) < 50:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, data[: len(data) - 40])

    with opened(path) as log:
        log.append(correction())
        before = path.read_bytes()
        monkeypatch.setattr(os, "write", half)
        with pytest.raises(OutputError, match="No space left on device: free some space"):
            log.append(correction())
        monkeypatch.undo()
        assert path.read_bytes() == before
        log.append(correction())
    assert len(read(path).corrections) == 2


def test_two_reviews_at_once(path: Path) -> None:
    """A second review on the same corrections is refused while the first is at work."""
    with opened(path), pytest.raises(SettingsError, match="another review is at work"), opened(path):
        pass
    with opened(path):
        pass


def test_nothing_said_leaves_nothing(path: Path) -> None:
    """A review without a correction leaves no file behind."""
    with opened(path):
        pass
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe", "no folder"])
def test_no_file(path: Path, kind: str) -> None:
    """What is no file is not written to, and a link is not followed: it may lead anywhere."""
    aim = path.parent / "aim"
    if kind == "link":
        aim.touch()
    if kind.endswith("link"):
        path.symlink_to(aim)
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path = path.parent / "missing" / path.name
    with pytest.raises(OutputError, match=r"^cannot write .*corrections\.jsonl: "), opened(path):
        pass
    assert not aim.exists() or not aim.stat().st_size


GOOD = json.loads(written(correction()))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": "2.0"}, "version: version 2.0 of the format cannot be read"),
        ({"action": "sing"}, "action: 'sing' is none of accept, correct"),
        ({"time": "2026-03-04T09:15:02"}, "time: .* is no time in UTC"),
        ({"time": "2026-03-04T09:15:02+02:00"}, "time: .* is no time in UTC"),
        ({"time": "yesterday"}, "time: .* is no time in UTC"),
        ({"article": {"id": "x"}}, "article: the field 'sha256' is missing"),
        ({"sentence": {"start": 9, "end": 3}}, "sentence: the range ends at 3"),
        ({"label": "verdict"}, "label: 'verdict' is none of"),
        ({"second": "denial"}, "second: no second label goes with that"),
        ({"label": "none", "source": "", "answers": [], "second": "denial"}, "second: no second label goes with that"),
        ({"label": "none", "answers": [], "claim": ""}, "source: a sentence without a label has no speaker"),
        ({"label": "allegation"}, "answers: only a denial answers claims"),
        ({"label": "allegation", "answers": [], "embedded": True}, "embedded: only a denial can hold"),
        ({"label": "allegation", "answers": [], "claim": "x"}, "claim: only a denial rejects a claim"),
        ({"answers": [GOOD["sentence"]]}, "answers: a sentence does not answer itself"),
        ({"answers": [{"start": 0, "end": 1}] * 2}, "answers: a sentence is named twice"),
        ({"embedded": "yes"}, "embedded: true or false was expected"),
    ],
)
def test_changed_line(path: Path, change: dict[str, Any], told: str) -> None:
    """A line that somebody changed so that it says nothing is named with its field; it is not passed over."""
    path.write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD | change)}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"line 2: {told}"):
        read(path)


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff\xfe", b"1", b"{}", b"[" * 100_000])
def test_broken_line(path: Path, line: bytes) -> None:
    """A broken line in the midst of the file is named."""
    path.write_bytes(line + b"\n" + json.dumps(GOOD).encode() + b"\n")
    with pytest.raises(InputError, match="line 1"):
        read(path)


def test_beside(tmp_path: Path) -> None:
    """Corrections lie beside the results, in the folder of a batch too."""
    assert beside(tmp_path / "a.json") == tmp_path / "a.corrections.jsonl"
    assert beside(tmp_path) == tmp_path / "results.corrections.jsonl"


# ---- an article with its corrections


def test_last_word_counts() -> None:
    """Of several corrections of a sentence the last counts, and what was taken back is as the program found it."""
    said = Judgement(label="allegation")
    last = reviewed(bridge(), [correction(), correction(judgement=said)])
    assert last.judged == {DENIAL: said}
    back = reviewed(bridge(), [correction(), correction(action=Action.UNDO, judgement=None)])
    assert back.judged == {}
    assert back.corrected() == bridge()


def test_strange_places() -> None:
    """A correction of a place where no sentence stands, or that links to one, is counted and has no effect."""
    nowhere = Span(start=0, end=3)
    strange = [correction(sentence=nowhere), correction(judgement=Judgement(label="denial", answers=(nowhere,)))]
    assert (reviewed(bridge(), strange).judged, reviewed(bridge(), strange).strange) == ({}, 2)


def test_finished_with_these_findings() -> None:
    """An article is finished with the findings that were looked at: with those of another model it is not."""
    finish = correction(action=Action.FINISH, sentence=None, judgement=None, findings=digest(bridge()))
    assert reviewed(bridge(), [finish]).finished
    other = corrected(bridge(), {PLAIN: Judgement(label="allegation")})
    assert (reviewed(other, [finish]).finished, reviewed(other, [finish]).changed) == (False, True)
    reopen = correction(action=Action.REOPEN, sentence=None, judgement=None)
    assert not reviewed(bridge(), [finish, reopen]).finished


def test_actions() -> None:
    """What was done is told by what the program had found: accepted, corrected, rejected."""
    desk = Desk()
    for index, change in ((ALLEGATION, {}), (STATEMENT, {"source": "the mayor"}), (RUMOUR, {"label": "none"})):
        assert desk.say(index, **change).status == 200
    assert [each.action for each in desk.kept] == [Action.ACCEPT, Action.CORRECT, Action.REJECT]


# ---- gold


def _reviewed(results: Path) -> Path:
    """Review three articles: the first wholly, the second partly, the third not at all. Return the corrections."""
    path = beside(results)
    desk = Desk(bridge(), bridge(id="second"))
    desk.say(DENIAL, answers=[RUMOUR, 0], embedded=False, claim="he left", source="Mr Brandt")
    desk.say(STATEMENT, second="denial", answers=[ALLEGATION])
    desk.say(RUMOUR, label="none")
    desk.session.finish(1, finished=True)
    said = desk.session.state(2)["sentences"][ALLEGATION]["found"]
    desk.ask("POST", f"/articles/2/sentences/{ALLEGATION}", said)
    path.write_text("".join(f"{written(each)}\n" for each in desk.kept), encoding="utf-8")
    return path


def test_gold_of_what_is_wholly_reviewed(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """``corrections`` writes articles that are marked as wholly reviewed, with what the person said, in the fields of the gold."""
    _reviewed(results)
    assert run(["corrections", str(results)]) == 0
    out, err = capfd.readouterr()
    (record,) = map(json.loads, out.splitlines())
    assert {key: record[key] for key in ("id", "outlet", "text", "text_sha256")} == {
        "id": "bridge",
        "outlet": "Tolm Herald",
        "text": bridge().document.text,
        "text_sha256": bridge().document.text_sha256,
    }
    said = [{key: value for key, value in each.items() if key not in {"start", "end"}} for each in record["sentences"]]
    seen = {"reviewed": True}
    assert said == [
        {"label": "none"} | seen,
        {"label": "allegation", "source": "The union"} | seen,
        {"label": "none"} | seen,
        {"label": "denial", "source": "Mr Brandt", "answers": [RUMOUR, 0], "embedded": False, "claim": "he left"} | seen,
        {
            "label": "official_statement",
            "second": "denial",
            "source": "the council",
            "answers": [ALLEGATION],
            "embedded": False,
            "claim": "",
        }
        | seen,
        {"label": "none"} | seen,
    ]
    assert "1 article with 6 sentences, 3 of them judged one by one" in err
    assert "left out: 1 article reviewed only in part; --partly takes them too" in err


def test_gold_of_what_is_partly_reviewed(results: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """``--partly`` writes the others too of which anything was said, tells which sentences nobody looked at, and says so."""
    _reviewed(results)
    assert run(["corrections", str(results), "--partly", "-o", str(tmp_path / "gold.jsonl")]) == 0
    records = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == ["bridge", "second"]
    assert [sentence["reviewed"] for sentence in records[1]["sentences"]] == [index == ALLEGATION for index in range(6)]
    assert "1 of these reviewed only in part, 1 wholly; what nobody judged stands as the program found it" in capfd.readouterr().err


def test_gold_is_read_and_scored(results: Path, tmp_path: Path) -> None:
    """``evaluate`` reads the gold: the corrected articles are without fault by it, those of the program are not."""
    path = _reviewed(results)
    output = tmp_path / "gold.jsonl"
    gold.write(results, path, str(output))
    articles = read_gold(output)
    first = reviewed(bridge(), [each for each in read(path).corrections if each.article.id == "bridge"])
    right = evaluate(articles, [to_record(first.corrected())]).to_dict()
    assert (right["macro_f1"], right["pair_f1"], right["source_accuracy"]) == (1.0, 1.0, 1.0)
    assert evaluate(articles, [to_record(bridge())]).to_dict()["macro_f1"] < 1


def test_evaluate_reads_it(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """The commands follow each other: what ``corrections`` writes, ``evaluate`` measures a model against."""
    monkeypatch.setattr(api, "load_model", fake_model.load_model)
    _reviewed(results)
    output = str(tmp_path / "gold.jsonl")
    assert run(["corrections", str(results), "-o", output, "--partly"]) == 0
    capfd.readouterr()
    assert run(["evaluate", output, "--json", "-"]) == 0
    figures = json.loads(capfd.readouterr().out)
    assert (figures["articles"], figures["missing"], figures["sentences"]) == (2, 0, 12)


def test_gold_for_training(results: Path, tmp_path: Path) -> None:
    """Every denial of the gold has what training asks for, and every sentence its place and label."""
    gold.write(results, _reviewed(results), str(tmp_path / "gold.jsonl"), partly=True)
    for line in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        for sentence in json.loads(line)["sentences"]:
            assert sentence.keys() >= {"start", "end", "label"}
            if "denial" in (sentence["label"], sentence.get("second")):
                assert sentence.keys() >= {"answers", "embedded", "claim", "source"}


@settings(max_examples=25)
@given(st.data())
def test_gold_of_anything(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """The gold of any article, accepted as it is, can be read, and says what the program said."""
    analysis = data.draw(strategies.analyses(max_size=5))
    folder = tmp_path_factory.mktemp("any")
    finish = correction(article=key_of(analysis), action=Action.FINISH, sentence=None, judgement=None, findings=digest(analysis))
    (folder / "c.jsonl").write_text(written(finish) + "\n", encoding="utf-8")
    write_json(folder / "r.json", analysis)
    gold.write(folder / "r.json", folder / "c.jsonl", str(folder / "gold.jsonl"))
    (read_back,) = read_gold(folder / "gold.jsonl")
    assert [sentence.label for sentence in read_back.sentences] == [finding.labelling.label for finding in analysis.findings]


def test_no_gold(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Where nothing is wholly reviewed, where nothing is reviewed, or there was no review: one line, exit code 1, no file."""
    output = results.parent / "gold.jsonl"
    path = beside(results)
    assert run(["corrections", str(results), "-o", str(output)]) == 1
    assert f"cannot read {path}" in capfd.readouterr().err
    path.write_text(written(correction()) + "\n", encoding="utf-8")
    assert run(["corrections", str(results), "-o", str(output)]) == 1
    assert "--partly takes those reviewed in part" in capfd.readouterr().err
    path.write_text(written(correction(article=Key(id="other", sha256="0"))) + "\n", encoding="utf-8")
    assert run(["corrections", str(results), "-o", str(output), "--partly"]) == 1
    assert "nothing in it was reviewed" in capfd.readouterr().err
    assert not output.exists()


def test_inputs_are_not_overwritten(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Gold is written neither over the results nor over the corrections, which stay as they were."""
    path = _reviewed(results)
    for target in (results, path):
        before = target.read_bytes()
        assert run(["corrections", str(results), "-o", str(target)]) == 2
        assert "write to another file" in capfd.readouterr().err
        assert target.read_bytes() == before


def test_half_line_is_told(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """``corrections`` leaves out a half line, says so, and does not touch the file."""
    path = _reviewed(results)
    with path.open("ab") as stream:
        stream.write(b'{"version": "1.0", "ti')
    before = path.read_bytes()
    assert run(["corrections", str(results), str(path)]) == 0
    assert "the last line of the corrections, which was never written to its end" in capfd.readouterr().err
    assert path.read_bytes() == before


def test_article_twice(tmp_path: Path) -> None:
    """An article that the results hold twice is reviewed once, and once in the gold."""
    results = tmp_path / "results.jsonl"
    write_jsonl(results, [bridge(), bridge()])
    desk = Desk(bridge(), bridge())
    desk.say(ALLEGATION)
    assert desk.session.progress(2).judged == 1
    beside(results).write_text(written(desk.kept[0]) + "\n", encoding="utf-8")
    summary = gold.write(results, None, str(tmp_path / "gold.jsonl"), partly=True)
    assert summary.articles == 1


def test_other_text_other_article() -> None:
    """Corrections go by the text's hash: an article whose text was edited has none of those of the older text."""
    edited = article(allegation("The union says that Ilo Brandt sold the bridge!", key="x"), id="bridge")
    desk = Desk(edited, before=[correction()])
    assert desk.session.progress(1).judged == 0
    assert desk.session.notices(corrections.Content(corrections=(correction(),))) == [
        "corrections of 1 further article are kept; these results do not hold them"
    ]
