"""How the process handles freed memory: the C library gives large blocks back to the system at once, and asks for them anew.

A model makes and frees the same large blocks layer after layer; each time the system fills every page with zeros. With them
kept in the process, reading took nine tenths of the time (benchmarks/eightbit.py).
"""

import ctypes
import sys
from typing import Final

# <malloc.h> of the GNU C library
M_TRIM_THRESHOLD: Final = -1
M_MMAP_THRESHOLD: Final = -3
LARGEST_KEPT: Final = 32 * 2**20  # bytes of a block; the most that the library takes for this setting
KEPT: Final = 256 * 2**20  # bytes that are kept free in all


def keep_freed() -> bool:
    """Let this process keep the memory that it frees, up to ``KEPT``; return whether the C library can.

    For a process of our own: a library must not change this under the program that uses it.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT)) and bool(mallopt(M_TRIM_THRESHOLD, KEPT))
