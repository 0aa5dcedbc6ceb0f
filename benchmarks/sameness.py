"""How well likeness tells the same claim in two articles: ``python benchmarks/sameness.py measure --shared ../shared``.

``same-claims.jsonl`` names pairs of sentences of the gold, by article and index, and says of each whether both put forward the same
claim, as one reader judged who saw both sentences: whether checking the one would settle the other. There are two ``sets``:

bands   drawn from every band of word overlap, of FNC-1 stories and 130 other articles; ``stands_for`` says for how many pairs each stands
other   drawn from what earlier versions found in all other articles, mostly US politics: for precision where one cast is in every story

    python benchmarks/sameness.py measure --shared ../shared                    precision and recall at each threshold
    python benchmarks/sameness.py measure --shared ../shared --model FOLDER     of a model's sentence vectors, on the same pairs
    python benchmarks/sameness.py weights --shared ../shared                    count the common stems anew
"""

import argparse
import gzip
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from claimcheck.across.likeness import RARE, SAME, bag, likeness
from claimcheck.files import opened

PAIRS: Final = Path(__file__).parent / "same-claims.jsonl"
WEIGHTS: Final = Path(__file__).parent.parent / "claimcheck" / "across" / "common.json"


def main() -> None:
    """Measure, or count words."""
    parser = argparse.ArgumentParser(description="Measures how well the same claim is told in two articles.")
    parser.add_argument("action", choices=["measure", "weights"])
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/ and news/")
    parser.add_argument("--model", type=Path, help="measure the sentence vectors of this model's folder")
    arguments = parser.parse_args()
    if arguments.action == "weights":
        with opened(WEIGHTS) as sink:
            found = weights(arguments.shared / "news" / "unlabelled.jsonl.gz")
            sink.write(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True) + "\n")
        return
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    texts = _texts(arguments.shared / "gold", pairs)
    scores = _cosines(arguments.model, texts) if arguments.model else [likeness(bag(one), bag(other)) for one, other in texts]
    for name in dict.fromkeys(pair["set"] for pair in pairs):
        chosen = [(score, pair["same"], pair["stands_for"]) for score, pair in zip(scores, pairs, strict=True) if pair["set"] == name]
        print(f"\n{name}")
        for line in table(*zip(*chosen, strict=True)):
            print(line)


def weights(news: Path) -> dict[str, float]:
    """Return the weight of each stem that at least one in a hundred articles has."""
    counts: Counter[str] = Counter()
    articles = 0
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            counts.update(bag(json.loads(line)["text"]))
            articles += 1
    found = {stem: math.log(articles / count) for stem, count in counts.items()}
    return {stem: round(value, 2) for stem, value in found.items() if value < RARE}


def table(scores: Sequence[float], same: Sequence[bool], stands_for: Sequence[float]) -> Iterator[str]:
    """Yield precision and recall of the pairs at each threshold, as judged and weighted by how many pairs each stands for."""
    yield f"{sum(same)} of {len(same)} pairs are the same claim"
    even = [1.0] * len(same)
    yield f"average precision {average_precision(scores, same, even):.3f}, weighted {average_precision(scores, same, stands_for):.3f}"
    yield "from    precision recall   weighted: precision recall"
    for cut in sorted({round(score, 2) for score in scores if score > 0} | {SAME}):
        plain, weighted = (precision_recall(scores, same, given, cut) for given in (even, stands_for))
        mark = "*" if cut == SAME else " "
        yield f"{cut:.2f}{mark}   {plain[0]:9.2f} {plain[1]:6.2f}   {weighted[0]:19.2f} {weighted[1]:6.2f}"


def precision_recall(scores: Sequence[float], same: Sequence[bool], stands_for: Sequence[float], cut: float) -> tuple[float, float]:
    """Return precision and recall of the pairs that score at least ``cut``."""
    rows = list(zip(scores, same, stands_for, strict=True))
    found = sum(given for score, _, given in rows if score >= cut)
    right = sum(given for score, truth, given in rows if score >= cut and truth)
    return right / found if found else 1.0, right / sum(given for _, truth, given in rows if truth)


def average_precision(scores: Sequence[float], same: Sequence[bool], stands_for: Sequence[float]) -> float:
    """Return the mean precision over the pairs that are the same claim, each at its own score."""
    found = right = total = 0.0
    for _, truth, given in sorted(zip(scores, same, stands_for, strict=True), key=lambda row: -row[0]):
        found += given
        if truth:
            right += given
            total += given * right / found
    return total / right


def _texts(gold: Path, pairs: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    wanted = {article for pair in pairs for article, _ in (pair["one"], pair["other"])}
    known: dict[tuple[str, int], str] = {}
    for name in ("train.jsonl", "dev.jsonl"):
        with (gold / name).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row["id"] in wanted:
                    known.update({(row["id"], i): _words(row["text"], s) for i, s in enumerate(row["sentences"])})
    return [(known[tuple(pair["one"])], known[tuple(pair["other"])]) for pair in pairs]


def _words(text: str, sentence: dict[str, Any]) -> str:
    """Return the words of a claim: the sentence, or in its place the claim that a denial states itself, in the annotator's words."""
    own = sentence.get("embedded") and not sentence.get("answers") and "allegation" not in (sentence["label"], sentence.get("second"))
    return str(sentence["claim"]) if own else text[sentence["start"] : sentence["end"]]


def _cosines(folder: Path, texts: Sequence[tuple[str, str]]) -> list[float]:
    """Return the cosine of the mean token vectors of each pair, the mean of all vectors taken off."""
    import torch  # noqa: PLC0415 - of no use to the other ways

    from claimcheck.network import store  # noqa: PLC0415
    from claimcheck.network.windows import TokenCutter  # noqa: PLC0415

    network, cutter = store.load(folder), TokenCutter.from_folder(folder)
    distinct = sorted({text for pair in texts for text in pair}, key=len)
    with torch.inference_mode():
        vectors = torch.cat([network.text_vectors([cutter.whole(text)]) for text in distinct])
        vectors = torch.nn.functional.normalize(vectors - vectors.mean(0), dim=1)
    place = {text: number for number, text in enumerate(distinct)}
    return [float(vectors[place[one]] @ vectors[place[other]]) for one, other in texts]


if __name__ == "__main__":
    main()
