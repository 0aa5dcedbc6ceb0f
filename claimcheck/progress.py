"""What ``claimcheck check --out`` does: a batch, and how far it is: a bar on a terminal, a line now and then in a log."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from rich.progress import BarColumn, Progress, TextColumn

from claimcheck import batch
from claimcheck.batch import Outcome, Step
from claimcheck.checking import Models
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.files import shown
from claimcheck.folder import ERRORS, RESULTS
from claimcheck.streams import say
from claimcheck.terminal import console

# Seconds between the lines of a log.
INTERVAL: Final = 10.0


class Pace:
    """How many articles are over, how fast that goes, and how long the rest will take.

    The rate is that of the model's own work: articles that were done before take no time worth counting, and would promise too much.
    """

    def __init__(self, total: int | None) -> None:
        """Begin a batch of ``total`` articles, None where that is not known."""
        self.total = total
        self.counts = dict.fromkeys(Outcome, 0)
        self._seconds = 0.0
        self._timed = 0

    def add(self, step: Step) -> None:
        """Count an article."""
        self.counts[step.outcome] += 1
        if step.seconds > 0:
            self._seconds += step.seconds
            self._timed += 1

    @property
    def over(self) -> int:
        """Articles that are over, whatever became of them."""
        return sum(self.counts.values())

    @property
    def rate(self) -> float:
        """Articles that are checked in a second; 0 before the first."""
        return self._timed / self._seconds if self._timed else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until all are over; None where that cannot be told."""
        if self.total is None or not self._timed:
            return None
        return max(0, self.total - self.over) / self.rate

    def __str__(self) -> str:
        """Return the whole in a line."""
        known = f" of {self.total}" if self.total is not None else ""
        parts = [f"{self.over}{known} article{'' if (self.total or self.over) == 1 else 's'}"]
        parts += [f"{self.counts[each]} {word}" for each, word in _WORDS if self.counts[each]]
        if self._timed:
            parts.append(f"{self.rate:.1f} a second" if self.rate >= 1 else f"{self.rate * 60:.1f} a minute")
        if self.left is not None:
            parts.append(f"{_clock(self.left)} left")
        return ", ".join(parts)


_WORDS: Final = ((Outcome.SKIPPED, "done before"), (Outcome.FAILED, "failed"))


class Display:
    """Shows the steps of a batch while it runs. Errors are always told, each in one line."""

    def __init__(
        self, total: int | None, *, quiet: bool = False, verbose: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Prepare for ``total`` articles.

        Args:
            total: how many; None where that is not known.
            quiet: tell errors alone.
            verbose: tell of each article.
            clock: gives seconds.
        """
        self.pace = Pace(total)
        self.quiet = quiet
        self._verbose = verbose
        self._clock = clock
        self._next = clock() + INTERVAL
        self._bar: Progress | None = None
        if not quiet and sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}:
            columns = (BarColumn(), TextColumn("{task.fields[pace]}", markup=False))
            self._bar = Progress(*columns, console=console(sys.stderr), transient=True)
            self._task = self._bar.add_task("", total=total, pace=str(self.pace))

    def __enter__(self) -> Self:
        """Show the bar."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the bar away; what is printed next stands where it was."""
        if self._bar is not None:
            self._bar.stop()

    def step(self, step: Step) -> None:
        """Show that an article is over."""
        self.pace.add(step)
        if step.error:
            say(step.error)
        elif self._verbose:
            say(f"{step.name}: done before" if step.outcome is Outcome.SKIPPED else f"{step.name}: checked in {step.seconds:.2f} s")
        if self._bar is not None:
            self._bar.update(self._task, completed=self.pace.over, pace=str(self.pace))
        elif not self.quiet and self._clock() >= self._next:
            say(self.pace)
            self._next = self._clock() + INTERVAL


def check(
    folder: Path,
    inputs: Sequence[str],
    articles: Iterable[Document | InputError],
    models: Models,
    display: Display,
    *,
    resume: bool = False,
) -> int:
    """Check articles into a folder, and tell on standard error how that goes.

    Args:
        folder: where results go.
        inputs: what the user named.
        articles: what was read of it, one at a time.
        models: the model.
        display: shows how far it is.
        resume: refuse a folder without an earlier run.

    Returns:
        How many inputs could not be read or articles not be checked.

    Raises:
        ModelError, OutputError, SettingsError: as :func:`claimcheck.batch.run` and :func:`claimcheck.batch.refuse_within`.
    """
    batch.refuse_within(inputs, folder)
    with display:
        summary = batch.run(articles, lambda: models.model, folder, resume=resume, tell=display.step)
    if summary.damaged:
        say(
            f"{shown(folder)}: {summary.damaged} records were changed after they were written, and are left out; check their articles again"
        )
    if not display.quiet:
        failed = f", {summary.failed} failed ({shown(folder / ERRORS)})" if summary.failed else ""
        say(f"{summary.checked} checked, {summary.skipped} done before{failed}; results in {shown(folder / RESULTS)}")
    return summary.failed


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
