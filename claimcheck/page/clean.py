"""Text that a browser shows as what it is."""

import re
from typing import Final

from claimcheck.terminal import REPLACEMENT

# Control characters but tab, line feed and carriage return; halves of characters; what no text may hold; and the marks
# that override the direction of letters, by which a text can read otherwise than it is stored.
_UNSHOWN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)


def clean(text: str) -> str:
    """Replace what HTML cannot hold or must not show by U+FFFD, one for one; the rest stays as it is."""
    return _UNSHOWN.sub(REPLACEMENT, text)


def count_unshown(text: str) -> int:
    """Count the characters that ``clean`` replaces."""
    return sum(1 for _ in _UNSHOWN.finditer(text))
