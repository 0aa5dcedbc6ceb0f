"""Text made safe for a terminal, and the console that fits an output."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.terminal import PIPE_WIDTH, REPLACEMENT, console, count_controls, printable

ANY_TEXT = st.text(alphabet=st.characters(codec=None))


class Screen(io.StringIO):
    """Stands for a terminal."""

    def isatty(self) -> bool:
        """Claim to be one."""
        return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [bold]words[/] :smile:", "plain [bold]words[/] :smile:"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("\x1b]8;;http://evil.example\x07here", "�]8;;http://evil.example�here"),
        ("\x9b2J", "�2J"),
        ("a\u202ebc\u2069", "abc"),
        ("soft\xadly \u200bzero\u2060 \ufeff", "softly zero "),
        ("\ud83d alone \udc00", "� alone �"),
        ("one\r\n\ttwo\x85three\u2028four\u3000five", "one two three four five"),
        ("e\u0301 漢字 🙂", "e\u0301 漢字 🙂"),
        ("👩\u200d👧❤\ufe0f👍🏽", "👩👧❤👍"),
        ("\ufffe\U0010ffff", "��"),
        ("\U000e0041\U000e0042", ""),
    ],
)
def test_printable(text: str, shown: str) -> None:
    """Controls are seen as having been there, what only steers the display is gone, white space is one space, the rest stays."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("“Zoë’s” — café…", "ascii", '"Zoe\'s" -- cafe...'),
        ("“Zoë’s” — café…", "latin-1", '"Zoë\'s" -- café...'),
        ("“Zoë’s” — café…", "cp1252", "“Zoë’s” — café…"),
        ("Zoe\u0308 漢 🙂 \x1b", "ascii", "Zoe ? ? ?"),
        ("Łódź ﬁne", "ascii", "Lodz fine"),
    ],
)
def test_printable_in_other_encodings(text: str, encoding: str, shown: str) -> None:
    """What an encoding cannot carry is written plainer, or as a question mark."""
    assert printable(text, encoding) == shown


@given(text=ANY_TEXT)
def test_printable_keeps_letters_and_drops_controls(text: str) -> None:
    """Of any text no control, format character or half of a character is left, and every letter and digit is, in order."""
    shown = printable(text)
    assert not [hex(ord(char)) for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    skipped = {"\u115f", "\u1160", "\u3164", "\uffa0"}  # letters that are shown as nothing

    def letters(words: str) -> list[str]:
        return [char for char in words if unicodedata.category(char)[0] in "LN" and char not in skipped]

    assert letters(shown) == letters(text)
    assert printable(shown) == shown


@given(text=ANY_TEXT, encoding=st.sampled_from(["ascii", "latin-1", "cp1252", "koi8-r", "shift_jis"]))
def test_printable_can_be_encoded(text: str, encoding: str) -> None:
    """Whatever the text, the result can be written to an output of that encoding."""
    printable(text, encoding).encode(encoding)


def test_count_controls() -> None:
    """Controls, turns of the reading order and halves of characters are counted; honest white space, joiners and emoji are not."""
    assert count_controls("a\x1b\x9b\u202e\ud800\x00") == 5
    assert count_controls("a\r\n\tb\u2028c 👩\u200d👧 ❤\ufe0f \xad\ufeff " + REPLACEMENT) == 0


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_terminal_gets_colour_unless_it_is_unwanted(environ: dict[str, str], colour: bool) -> None:
    """A terminal gets colour; with NO_COLOR or a dumb one, not one escape sequence goes out."""
    screen = Screen()
    console(screen, environ=environ).print("word", style="bold red")
    assert ("\x1b" in screen.getvalue()) == colour


@pytest.mark.parametrize(
    ("environ", "width", "columns"),
    [({}, None, PIPE_WIDTH), ({"COLUMNS": "101"}, None, 101), ({"COLUMNS": "101"}, 66, 66), ({"COLUMNS": "x"}, None, PIPE_WIDTH)],
)
def test_width_of_a_pipe(environ: dict[str, str], width: int | None, columns: int) -> None:
    """A pipe is 80 columns wide unless COLUMNS or the caller says otherwise."""
    assert console(io.StringIO(), width=width, environ=environ).width == columns


def test_markup_is_shown_literally() -> None:
    """The console reads no markup, emoji codes or numbers in what it prints."""
    output = io.StringIO()
    console(output, environ={"FORCE_COLOR": "1", "TERM": "xterm"}).print("[bold]12[/] :smile:")
    assert output.getvalue() == "[bold]12[/] :smile:\n"
