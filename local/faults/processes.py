"""Ends the function that made a call, as if its sandbox had died: between two instructions, without a farewell."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

from local.addresses import LOOPBACK

_WORKER = b"_worker.py"
"""The script that MiniStack runs a Python function in; nothing else is ever ended."""


def end_function(port: int) -> bool:
    """Kills the function that has ``port`` of the loopback interface as its end of a connection.

    False when there is none: the call came from somebody else, or from a function that has ended meanwhile.
    """
    inode = _socket_at(port)
    found = next((pid for pid in _workers() if inode and _holds(pid, f"socket:[{inode}]")), None)
    if found is None:
        return False
    try:
        os.kill(found, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _socket_at(port: int) -> str | None:
    """The inode of the connected socket whose own end is ``port``: proc(5), ``/proc/net/tcp``."""
    octets = bytes(int(part) for part in LOOPBACK.split("."))
    # The kernel writes the address as a number of the machine's byte order, the port as one of the network's.
    local = f"{int.from_bytes(octets, 'little'):08X}:{port:04X}"
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines())
    return next((row[9] for row in rows if row[1] == local and row[9] != "0"), None)


def _workers() -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if len(arguments) > 1 and arguments[1].endswith(b"/" + _WORKER):
            yield int(folder.name)


def _holds(pid: int, name: str) -> bool:
    try:
        return any(str(descriptor.readlink()) == name for descriptor in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
