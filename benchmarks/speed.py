"""How fast claimcheck is, beside the Hugging Face zero-shot pipeline on the same sentences in the same run.

    python benchmarks/speed.py --json speed.json

What is measured and how: see README.md beside this file.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

# Nothing here is fetched, and nothing may be.
os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
from rich import box
from rich.console import Console
from rich.table import Table
from tokenizers import Tokenizer
from transformers import (
    BartConfig,
    BartForSequenceClassification,
    BertConfig,
    BertForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

import claimcheck
from claimcheck import Document, embedded
from claimcheck.evidence import ModelInfo, Reader
from claimcheck.labels import DEFAULT_LABELS
from claimcheck.network.checkpoint import MOST_TOKENS, Checkpoint, Classes
from claimcheck.network.nli import NliReader
from claimcheck.network.quiet import quiet
from claimcheck.sentences import Sentence, split

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = ROOT / "data" / "samples"
YARDSTICK: Final = 1024  # rows and columns of the two matrices that are multiplied as the fixed unit of work
YARDSTICK_SECONDS: Final = 0.5
BATCH_SIZES: Final = (1, 8)  # the pipeline gets the faster of these
BERT_TOKENS: Final = {"cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]", "pad_token": "[PAD]"}
MPNET_TOKENS: Final = {"cls_token": "<s>", "sep_token": "</s>", "unk_token": "[UNK]", "pad_token": "<pad>"}
NLI_LABELS: Final = {0: "contradiction", 1: "neutral", 2: "entailment"}

Article = tuple[Document, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Something that labels sentences.

    Attributes:
        name: as printed.
        run: does it once.
        sentences: how many sentences that are.
        note: how it was run.
    """

    name: str
    run: Callable[[], object]
    sentences: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of a contender, a value for each round.

    Attributes:
        contender: what was measured.
        rates: sentences a second.
        yardsticks: matrix products a second, measured right before.
    """

    contender: Contender
    rates: list[float] = field(default_factory=list)
    yardsticks: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Median of sentences a second."""
        return statistics.median(self.rates)

    @property
    def ratio(self) -> float:
        """Median of sentences in the time of one matrix product: comparable between machines, as far as anything is."""
        return statistics.median(rate / yard for rate, yard in zip(self.rates, self.yardsticks, strict=True))

    def figures(self, an_article: float) -> dict[str, Any]:
        """Return everything as plain data; ``an_article`` is the mean number of sentences in one."""
        return {
            "name": self.contender.name,
            "how": self.contender.note,
            "sentences": self.contender.sentences,
            "sentences_per_second": self.rate,
            "articles_per_second": self.rate / an_article,
            "sentences_per_product": self.ratio,
            "rates": self.rates,
            "products_per_second": self.yardsticks,
        }


def read_articles(paths: Sequence[Path]) -> list[Article]:
    """Read and split the articles; all contenders get these sentences."""
    documents = [Document(text=path.read_bytes().decode(), id=path.stem) for path in paths]
    return [(document, split(document)) for document in documents]


def spread(sentences: Sequence[str], count: int) -> list[str]:
    """Return ``count`` sentences whose lengths are spread as those of all of them: the middle one of each of ``count`` equal parts."""
    ordered = sorted(sentences, key=len)
    count = min(count, len(ordered))
    return [ordered[(2 * k + 1) * len(ordered) // (2 * count)] for k in range(count)]


def yardstick() -> float:
    """Return how many products of two fixed matrices the machine makes in a second, right now."""
    matrix = torch.full((YARDSTICK, YARDSTICK), 1.5)
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < YARDSTICK_SECONDS:
        torch.mm(matrix, matrix)
        done += 1
    return done / (time.perf_counter() - begun)


def timed(run: Callable[[], object]) -> float:
    """Return the seconds that ``run`` takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def by_reader(name: str, reader: Reader, articles: Sequence[Article]) -> Contender:
    """Return a reader of ours as a contender: it reads whole articles, with all that it finds in them."""

    def run() -> None:
        for document, sentences in articles:
            reader.read(document, sentences)

    return Contender(name=name, run=run, sentences=sum(len(sentences) for _, sentences in articles), note="whole articles")


def by_pipeline(name: str, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, sentences: Sequence[str]) -> Contender:
    """Return the zero-shot pipeline as a contender, with the better of the batch sizes."""
    with quiet():
        pipe = transformers.pipeline("zero-shot-classification", model=model, tokenizer=tokenizer, device="cpu")
    descriptions = [text.description for text in DEFAULT_LABELS]

    def run(batch: int) -> None:
        with quiet():
            pipe(list(sentences), candidate_labels=descriptions, hypothesis_template="{}", batch_size=batch)

    best = min(BATCH_SIZES, key=lambda batch: timed(lambda: run(batch)))
    return Contender(
        name=name, run=lambda: run(best), sentences=len(sentences), note=f"{len(sentences)} of the sentences, batches of {best}"
    )


def minilm(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """Return a model of the shape of MiniLM-L6 with an NLI head, its weights random."""
    shape = {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536}
    config = BertConfig(vocab_size=len(tokenizer), **shape, **labels())
    return BertForSequenceClassification(config).eval()


def bart_large(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """Return a model of the shape of bart-large-mnli, its weights random; the ids of special tokens are our tokenizer's."""
    size = {"d_model": 1024, "encoder_ffn_dim": 4096, "decoder_ffn_dim": 4096}
    depth = {"encoder_layers": 12, "decoder_layers": 12, "encoder_attention_heads": 16, "decoder_attention_heads": 16}
    end = {"eos_token_id": tokenizer.sep_token_id, "decoder_start_token_id": tokenizer.sep_token_id, "forced_eos_token_id": None}
    begin = {"bos_token_id": tokenizer.cls_token_id, "pad_token_id": tokenizer.pad_token_id}
    config = BartConfig(vocab_size=50265, **size, **depth, **end, **begin, **labels())
    return BartForSequenceClassification(config).eval()


def labels() -> dict[str, Any]:
    """Return the names of an NLI head's outputs, both ways."""
    return {"id2label": NLI_LABELS, "label2id": {name: k for k, name in NLI_LABELS.items()}}


def word_pieces(folder: Path) -> PreTrainedTokenizerFast:
    """Return the tokenizer of a model folder of ours, as transformers wants it."""
    path = str(folder / "tokenizer.json")
    known = Tokenizer.from_file(path).get_vocab()
    # MPNet's vocabulary holds BERT's special tokens too
    special = MPNET_TOKENS if MPNET_TOKENS["cls_token"] in known else BERT_TOKENS
    return PreTrainedTokenizerFast(tokenizer_file=path, model_max_length=MOST_TOKENS, **special)


def contenders(names: Sequence[str], articles: Sequence[Article], counts: tuple[int, int]) -> Iterator[Contender]:
    """Yield all contenders; ``counts`` are the sentences for MiniLM's shape and for bart-large's."""
    for name in names:
        yield by_reader(f"claimcheck, {name}", claimcheck.load_model(name, offline=True).reader, articles)
    texts = [document.slice(sentence.span) for document, sentences in articles for sentence in sentences]
    tokenizer = word_pieces(embedded.folder(names[0]) if names[0] in embedded.names() else Path(names[0]))
    small = minilm(tokenizer)
    checkpoint = Checkpoint(
        info=ModelInfo(name="MiniLM-L6", revision=""),
        classes=Classes.of(NLI_LABELS, where="here"),
        model=small,
        tokenizer=tokenizer,
        most_tokens=MOST_TOKENS,
    )
    yield by_reader("NLI reader, MiniLM-L6", NliReader(checkpoint), articles)
    yield by_pipeline("pipeline, MiniLM-L6", small, tokenizer, spread(texts, counts[0]))
    if counts[1]:
        yield by_pipeline("pipeline, bart-large", bart_large(tokenizer), tokenizer, spread(texts, counts[1]))


def measure(rows: Sequence[Row], rounds: int) -> None:
    """Run every contender once in each round, so that a slow minute of the machine falls on all of them."""
    for row in rows:
        row.contender.run()  # warm: first calls allocate
    for _ in range(rounds):
        for row in rows:
            row.yardsticks.append(yardstick())
            row.rates.append(row.contender.sentences / timed(row.contender.run))


def starts(command: Sequence[str], count: int) -> dict[str, Any]:
    """Time a command from a cold start, ``count`` times, and find out which share of it is imports."""
    seconds = []
    for _ in range(count):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - begun)
    # Apart, for the tracing takes time too; its last column but two is the microseconds of each module without those it imports.
    begun = time.perf_counter()
    traced = subprocess.run([sys.executable, "-X", "importtime", *command], cwd=ROOT, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - begun
    lines = [line.removeprefix("import time:").split("|") for line in traced.stderr.splitlines() if line.startswith("import time:")]
    imports = sum(int(line[0]) for line in lines if line[0].strip().isdigit()) / 1e6
    return {"command": " ".join(["python", *command]), "seconds": seconds, "median": statistics.median(seconds), "imports": imports / whole}


def cold(sample: Path, name: str, count: int) -> list[dict[str, Any]]:
    """Time what a user waits for who checks one article, beside the help and a Python that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing.py"
        nothing.write_text("", encoding="utf-8")
        check = ["-m", "claimcheck", "check", os.path.relpath(sample, ROOT), "--model", name]
        found = [starts(each, count) for each in (check, ["-m", "claimcheck", "--help"], [str(nothing)])]
    found[-1]["command"] = "python, with nothing to do"
    return found


def printed(rows: Sequence[Row], begun: Sequence[dict[str, Any]], an_article: float) -> None:
    """Print both tables."""
    console = Console()
    table = Table(title=f"4 labels, {torch.get_num_threads()} threads, {an_article:.0f} sentences an article", box=box.SIMPLE)
    table.add_column("", overflow="fold")
    for heading in ("sentences/s", "from – to", "articles/s", "a product"):
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    for row in rows:
        between = f"{min(row.rates):.3g} – {max(row.rates):.3g}"
        table.add_row(row.contender.name, f"{row.rate:.3g}", between, f"{row.rate / an_article:.3g}", f"{row.ratio:.3g}")
    console.print(table)
    for row in rows:
        console.print(f"{row.contender.name}: {row.contender.note}", style="dim", highlight=False)
    if begun:
        table = Table(title="From a cold start", box=box.SIMPLE)
        table.add_column("", overflow="fold")
        for heading in ("median s", "from – to", "imports"):
            table.add_column(heading, justify="right", no_wrap=True)
        for each in begun:
            between = f"{min(each['seconds']):.2f} – {max(each['seconds']):.2f}"
            table.add_row(each["command"], f"{each['median']:.2f}", between, f"{each['imports']:.0%}")
        console.print(table)


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "claimcheck": claimcheck.__version__,
    }


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure the speed of claimcheck beside the Hugging Face zero-shot pipeline.")
    parser.add_argument("--model", action="append", help="embedded model, or folder of one; again for more (default: all embedded models)")
    parser.add_argument("--articles", type=Path, nargs="+", help="text files (default: the samples)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default 5)")
    parser.add_argument("--minilm", type=int, default=60, help="sentences for the pipeline with MiniLM's shape (default 60)")
    parser.add_argument(
        "--bart", type=int, default=6, help="sentences for the pipeline with bart-large's shape; 0 leaves it out (default 6)"
    )
    parser.add_argument("--starts", type=int, default=5, help="cold starts of each command; 0 leaves them out (default 5)")
    parser.add_argument("--sample", type=Path, default=SAMPLES / "president-rejects-indictment.txt", help="article for the cold start")
    parser.add_argument("--json", type=Path, help="file for all figures")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    asked = options()
    torch.manual_seed(1)
    names = asked.model or list(embedded.names())
    if not names:
        sys.exit("no embedded model: name the folder of one with --model")
    articles = read_articles(asked.articles or sorted(SAMPLES.glob("*.txt")))
    an_article = sum(len(sentences) for _, sentences in articles) / len(articles)
    begun = cold(asked.sample.resolve(), names[0], asked.starts) if asked.starts else []
    rows = [Row(contender=each) for each in contenders(names, articles, (asked.minilm, asked.bart))]
    measure(rows, asked.rounds)
    printed(rows, begun, an_article)
    if asked.json:
        figures = [row.figures(an_article) for row in rows]
        said = {"machine": machine(), "articles": len(articles), "sentences_per_article": an_article, "speed": figures, "starts": begun}
        asked.json.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
