"""What ``claimcheck check`` does, one article after the other."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Final

from rich.console import Group

from claimcheck import api, results
from claimcheck.allocator import keep_freed
from claimcheck.articles import Format
from claimcheck.document import Document
from claimcheck.errors import InputError, ModelError, SettingsError
from claimcheck.export import to_record
from claimcheck.files import is_folder, opened, shown
from claimcheck.inputs import ENDINGS
from claimcheck.labels import LabelText
from claimcheck.pipeline import Analysis
from claimcheck.report import render
from claimcheck.streams import say, show, write

STDOUT: Final = "-"


def silent(_: str) -> None:
    """Tell nothing of what is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where results go.

    Attributes:
        json: file for JSON, "-" for standard output, or None.
        jsonl: the same for JSON Lines.
        report: whether to print reports on standard output.
        text: print the marked article too.
        full: print every word.
        width: columns of the report, or None for the terminal's.
        color: whether colour may be used.

    Raises:
        SettingsError: where outputs would be written into one another.
    """

    json: str | None = None
    jsonl: str | None = None
    report: bool = True
    text: bool = False
    full: bool = False
    width: int | None = None
    color: bool = True

    def __post_init__(self) -> None:
        """Refuse outputs that would be written into one another."""
        if self.json is not None and self.json == self.jsonl:
            place = "standard output" if self.json == STDOUT else self.json
            msg = f"--json and --jsonl cannot both be written to {place}; give one of them another file"
            raise SettingsError(msg)

    @property
    def prints(self) -> bool:
        """Whether reports are printed: not where standard output is to hold JSON alone."""
        return self.report and STDOUT not in (self.json, self.jsonl)


class Models:
    """The model of one run, loaded when it is first needed: an input that cannot be read needs none."""

    def __init__(
        self,
        name: str,
        *,
        labels: tuple[LabelText, ...] = (),
        offline: bool = False,
        found_in: str = "",
        tell: Callable[[str], None] = silent,
    ) -> None:
        """Note which model.

        Args:
            name: see :func:`claimcheck.load_model`.
            labels: labels of the user's own.
            offline: fetch nothing.
            found_in: the file of settings that names the model, where the user did not: it may have come with somebody's articles, and
                nothing is fetched for it.
            tell: called with what is done and how long it took.
        """
        self._name = name
        self._labels = labels
        self._offline = offline or bool(found_in)
        self._found_in = found_in
        self.tell = tell

    @cached_property
    def model(self) -> api.Model:
        """The loaded model.

        Raises:
            ModelError: where it cannot be found or loaded.
        """
        keep_freed()
        before = time.perf_counter()
        try:
            model = api.load_model(self._name, labels=self._labels, offline=self._offline)
        except ModelError as error:
            if not self._found_in:
                raise
            file = shown(self._found_in)
            msg = f"{error} (named by {file} in the working folder, for which nothing is fetched: name it with --model, or --config {file})"
            raise ModelError(msg) from error
        self.tell(f"loaded the model {model.info.name} in {time.perf_counter() - before:.1f} s")
        return model

    def check(self, document: Document) -> Analysis:
        """Check an article, and tell how long it took."""
        model = self.model
        before = time.perf_counter()
        analysis = model.check(document)
        count = len(analysis.findings)
        self.tell(f"{document.id}: {count} sentence{'' if count == 1 else 's'} in {time.perf_counter() - before:.2f} s")
        return analysis


def check(inputs: Iterable[Document | InputError], models: Models, outputs: Outputs, *, single: bool) -> int:
    """Check every article: print its report and write its result before the next one is begun.

    Args:
        inputs: articles, and errors in place of those that could not be read.
        models: the model.
        outputs: where results go.
        single: whether JSON is to be one object, not an array.

    Returns:
        How many inputs could not be read.

    Raises:
        ModelError, OutputError, BrokenPipeError: what was begun in a file is taken away, an older file stays as it was.
    """
    failed = 0

    def analyses() -> Iterator[Analysis]:
        nonlocal failed
        first = True
        for item in inputs:
            try:
                analysis = _checked(item, models)
            except InputError as error:
                failed += 1
                say(error)
                continue
            if outputs.prints:
                report = render(analysis, text=outputs.text, full=outputs.full)
                show(report if first else Group("", report), width=outputs.width, color=outputs.color)
                first = False
            yield analysis
            # By now the record is written: whoever reads our output gets it while the next article is read.
            write("")

    _write(analyses(), outputs, single=single)
    return failed


def _checked(item: Document | InputError, models: Models) -> Analysis:
    """Check an article.

    Raises:
        InputError: where there is none, or no sentence in it.
    """
    if isinstance(item, InputError):
        raise item
    return models.check(item)


def is_single(inputs: Sequence[str], *, jsonl: bool) -> bool:
    """Whether inputs name one article, so that JSON is one object: one input, and neither a folder nor JSON Lines."""
    if len(inputs) != 1 or jsonl:
        return False
    path = Path(inputs[0])
    return ENDINGS.get(path.suffix.lower()) != Format.JSONL and not is_folder(path)


def _write(analyses: Iterator[Analysis], outputs: Outputs, *, single: bool) -> None:
    """Run through the analyses and write each to every output."""
    if outputs.jsonl is not None:
        analyses = _through_jsonl(outputs.jsonl, analyses)
    if outputs.json is None:
        for _ in analyses:
            pass
    elif not single:
        results.write_json(outputs.json, analyses)
    else:
        # Standard input may hold several articles after all; an input that cannot be read leaves none, and nothing to write.
        begun = list(islice(analyses, 2))
        if begun:
            results.write_json(outputs.json, begun[0] if len(begun) == 1 else chain(begun, analyses))


def _through_jsonl(target: str, analyses: Iterator[Analysis]) -> Iterator[Analysis]:
    """Write each analysis as a line of JSON and hand it on."""
    with opened(target) as sink:
        for analysis in analyses:
            sink.write(results.dumps(to_record(analysis)) + "\n")
            yield analysis
