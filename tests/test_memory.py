"""Memory of the process: threads share arenas."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

ARENAS = """
import ctypes, sys, threading
from parking_share.memory import share_arenas
if sys.argv[1] == "shared":
    share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
everybody = threading.Barrier(6)
def keep():
    libc.malloc(1000)
    everybody.wait()
threads = [threading.Thread(target=keep) for _ in range(6)]
for each in threads: each.start()
for each in threads: each.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_threads_share_arenas() -> None:
    """Six threads that need memory at once: two arenas instead of one each."""
    apart, shared = (arenas(how) for how in ("apart", "shared"))
    assert shared == 2 < apart


def arenas(how: str) -> int:
    told = subprocess.run([sys.executable, "-c", ARENAS, how], capture_output=True, text=True, check=True).stdout
    return told.count("<heap nr=")
