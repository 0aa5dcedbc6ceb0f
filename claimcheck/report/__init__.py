"""The report of one article for a terminal: claims and their answers, open claims, statements, the marked text.

    console = claimcheck.terminal.console(sys.stdout)
    console.print(render(analysis, full=True, text=True))

The lines are made when they are printed, for the width and the encoding of the console that prints them.
"""

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult

from claimcheck.outline import outline
from claimcheck.pipeline import Analysis
from claimcheck.report.layout import Page
from claimcheck.report.sections import Sections
from claimcheck.report.wording import Wording

__all__ = ["Report", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What ``render`` returns; rich prints it.

    Attributes:
        analysis: what was found.
        full: show every word of a long sentence.
        text: show the article too, with the labelled sentences marked.
    """

    analysis: Analysis
    full: bool = False
    text: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the report line by line, none wider than the console."""
        page = Page.of(console, options, sentences=len(self.analysis.findings))
        wording = Wording(analysis=self.analysis, page=page, full=self.full)
        yield from Sections(page=page, wording=wording, parts=outline(self.analysis)).lines(text=self.text)


def render(analysis: Analysis, *, full: bool = False, text: bool = False) -> Report:
    """Return the report of an article, for ``Console.print``.

    Args:
        analysis: what was found.
        full: show every word of a long sentence.
        text: show the article too, with the labelled sentences marked.
    """
    return Report(analysis=analysis, full=full, text=text)
