"""What ``claimcheck models`` prints."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from claimcheck import embedded
from claimcheck.errors import ModelError
from claimcheck.terminal import printable


def models() -> RenderableType:
    """Return the embedded models, the default first: what each is, its size, licence and figures.

    Raises:
        ModelError: where there is none, or one of them is damaged.
    """
    names = embedded.names()
    if not names:
        msg = f"no embedded model in {embedded.home()}; install claimcheck again, or name another folder in {embedded.VARIABLE}"
        raise ModelError(msg)
    parts: list[RenderableType] = []
    for name in names:
        about = embedded.about(name)
        parts.append(Text(printable(f"{name}: {about.summary}"), style="bold"))
        parts.append(Padding(_facts(about), (0, 0, 0, 2)))
    return Group(*parts)


def _facts(about: embedded.About) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    rows = [
        ("size", f"{about.size / 1e6:.0f} MB"),
        ("licence", about.licence),
        ("folder", str(about.folder)),
        ("measured on", about.measured_on),
        *((name.replace("_", " "), f"{value:.3f}") for name, value in about.figures.items()),
    ]
    for name, value in rows:
        table.add_row(Text(printable(name)), Text(printable(value), overflow="fold"))
    return table
