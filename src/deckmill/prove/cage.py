"""Closes the interpreter in which an entry's code runs, as far as the system allows.

On Linux that is with namespaces: a network without interfaces, a read-only view of every file but
for an empty folder in memory, no view of other processes, and an end of all that was started when
the first one ends. Where there are no namespaces (other systems, containers that forbid them), and
on top of them, an audit hook refuses what reaches outside: that stops accidents, not malice.

Nothing of deckmill is imported here: the interpreter is isolated.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE_LIMIT = 16 * 1024**2  # bytes of a file, and of the folder in memory

# sched.h, sys/mount.h, sys/prctl.h, asm-generic/unistd.h, fcntl.h
_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
_SYS_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE, _MOUNT_ATTR_RDONLY = 442, -100, 0x8000, 1
_PR_SET_PDEATHSIG = 1

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NETWORK, _PROCESSES = "the network", "other processes"
_FORBIDDEN = {
    **dict.fromkeys(
        ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr"),
        _NETWORK,
    ),
    **dict.fromkeys(
        ("Popen", "system", "exec", "fork", "forkpty", "posix_spawn", "spawn", "startfile", "kill"),
        _PROCESSES,
    ),
}
_MODULES = ("os", "signal", "socket", "subprocess")
# What changes files by their names; the name is the event's first argument, or the first two.
_CHANGES = frozenset(
    "os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate "
    "os.utime shutil.copyfile shutil.move shutil.rmtree".split()
)


class Beyond(Exception):
    """The code reached for what it cannot have here."""


def enclose(seconds: int, memory: int) -> None:
    """Close namespaces around this process and go on in a grandchild, inside of them.

    The parent stays outside to wait, and ends as the grandchild did. The working folder becomes an
    empty one in memory. Without namespaces nothing happens but that this process is limited to
    ``seconds`` of processor time and ``memory`` bytes.
    """
    if sys.platform == "linux" and _separate():
        told, tell = os.pipe()
        if os.fork():
            os.close(tell)
            _end_as(int(os.read(told, 16) or signal.SIGKILL))
        # The first process of a namespace takes every other with it; but it cannot be ended by a
        # signal, so what is limited runs in a second one.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        worker = os.fork()
        if worker:
            os.write(tell, str(os.waitpid(worker, 0)[1]).encode())
            os._exit(0)
        os.close(tell)
    _limit(seconds, memory)


def guard(folder: Path) -> None:
    """Refuse what reaches outside of ``folder`` by an audit hook, for the rest of the process."""
    inside = f"{folder.resolve()}{os.sep}"

    def outside(path: object) -> bool:
        if not isinstance(path, str | bytes):
            return False  # a descriptor that is open already
        return not f"{os.path.abspath(os.fsdecode(path))}{os.sep}".startswith(inside)  # noqa: PTH100

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        module, _, name = event.partition(".")
        if module in _MODULES and name in _FORBIDDEN:
            raise Beyond(f"checks cannot use {_FORBIDDEN[name]}")
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        named = arguments[:2] if event in _CHANGES else arguments[:1] if writes else ()
        if any(outside(path) for path in named):
            raise Beyond("checks cannot write outside of their folder")

    sys.addaudithook(hook)


def _separate() -> bool:
    """Enter new namespaces; false where the system forbids it, and then nothing has changed."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    folder = os.fsencode(Path.cwd())
    if libc.unshare(_NEWUSER | _NEWNET | _NEWNS | _NEWIPC | _NEWPID):
        return False
    # Whoever we are outside we are inside, or files that belong to us would not be ours to read.
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    read_only = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_RDONLY, 0, 0, 0)  # struct mount_attr
    libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None)
    libc.syscall(
        _SYS_MOUNT_SETATTR, _AT_FDCWD, b"/", _AT_RECURSIVE, ctypes.byref(read_only),
        ctypes.sizeof(read_only),
    )  # fmt: skip
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    libc.mount(b"tmpfs", folder, b"tmpfs", flags, f"size={FILE_LIMIT}".encode())
    os.chdir(folder)  # into what has just been laid over it
    return True


def _limit(seconds: int, memory: int) -> None:
    """Bound this process, also where nobody is left to end it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    # At the soft limit of time comes a signal that tells why, at the hard one the end. Root may
    # start processes all the same; they end with the first one.
    for what, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, FILE_LIMIT, FILE_LIMIT),
        (resource.RLIMIT_NPROC, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(what, (soft, hard))


def _end_as(status: int) -> None:
    """End this process as the worker ended: with its exit status, or by its signal."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status))
