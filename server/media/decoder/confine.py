"""Takes away from a child what decoding does not need. Call it before any other thread starts.

Limits hold on every POSIX system. On Linux, Landlock takes away all files and a seccomp filter takes away sockets,
other programs and other processes; a kernel without them leaves the limits.
"""

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1024 * 1024
OPEN_FILES: Final = 32
NOBODY: Final = 65534

# prctl(2)
PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_NO_NEW_PRIVS: Final = 38

# landlock(7): the numbers are the same on every architecture.
LANDLOCK_CREATE_RULESET: Final = 444
LANDLOCK_ADD_RULE: Final = 445
LANDLOCK_RESTRICT_SELF: Final = 446
LANDLOCK_ALL_FILES_V1: Final = (1 << 13) - 1
LANDLOCK_ALL_NETWORK: Final = 0b11
LANDLOCK_RULE_PATH_BENEATH: Final = 1
READ: Final = 1 << 2
EXECUTE: Final = 1 << 0 | READ
WORK: Final = READ | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 8 | 1 << 14
"""In a folder: reads, writes, lists, makes, removes and truncates ordinary files."""
FILE: Final = EXECUTE | 1 << 1 | 1 << 14
"""What can be allowed for a single file; the rest makes sense in folders alone."""
LANDLOCK_SIGNALS_AND_SOCKETS: Final = 0b11
LANDLOCK_SIZE_BY_VERSION: Final = ((6, 24), (4, 16), (1, 8))
"""Bytes of `struct landlock_ruleset_attr`, newest version first."""

# seccomp(2)
SECCOMP_SET_MODE_FILTER: Final = 1
SECCOMP_FILTER_FLAG_TSYNC: Final = 1
RETURN_ALLOW: Final = 0x7FFF0000
RETURN_ERRNO: Final = 0x00050000
RETURN_KILL: Final = 0x80000000
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
CLONE_THREAD: Final = 0x00010000

FORBIDDEN: Final[dict[str, tuple[int, int]]] = {
    # system call: its number on x86_64, on aarch64 (-1: it does not exist there)
    "socket": (41, 198),
    "connect": (42, 203),
    "sendto": (44, 206),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "rt_sigqueueinfo": (129, 138),
    "setrlimit": (160, 164),
    "mount": (165, 40),
    "tkill": (200, 130),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "rt_tgsigqueueinfo": (297, 240),
    "perf_event_open": (298, 241),
    "prlimit64": (302, 261),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
}
CLONE: Final = (56, 220)
CLONE3: Final = (435, 435)
SECCOMP: Final = (317, 277)
AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def limit(memory_mb: int, seconds: int, *, file_bytes: int = 0, open_files: int = OPEN_FILES) -> None:
    """Bounds address space, processor time, the size of each written file, open files and core dumps (none)."""
    memory = memory_mb * MEBIBYTE
    bounds = [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, file_bytes, file_bytes),
        (resource.RLIMIT_NOFILE, open_files, open_files),
        # At the soft limit comes SIGXCPU, which tells the parent why; at the hard one SIGKILL, which does not.
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, memory, memory),
    ]
    for what, soft, hard in bounds:
        # macOS knows RLIMIT_AS but refuses to set it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))


def offer_to_oom_killer() -> None:
    """When memory runs out, the kernel shall end this child and not the worker."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def confine(
    parent: int, *, files: Mapping[int, int] | None = None, calls: frozenset[str] = frozenset()
) -> tuple[bool, bool]:
    """Returns whether files and whether system calls are taken away now. Exits when `parent` is dead already.

    What stays: `files` (open files and folders, each with `READ`, `EXECUTE` or `WORK`) and `calls` of `FORBIDDEN`.
    """
    if os.geteuid() == 0:
        # Root in a container may lack this right, and is then no root that matters.
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    if sys.platform != "linux":
        return False, False
    libc = ctypes.CDLL(None, use_errno=True)
    # A change of user clears the death signal, so it comes after.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return _forbid_files(libc, files or {}), _forbid_calls(libc, calls)


def _forbid_files(libc: ctypes.CDLL, allowed: Mapping[int, int]) -> bool:
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    # Version 2 added renaming across folders, 3 truncation, 4 TCP, 5 device ioctls, 6 signals to others.
    files = LANDLOCK_ALL_FILES_V1 | sum(1 << bit for bit, since in ((13, 2), (14, 3), (15, 5)) if version >= since)
    size = next(size for since, size in LANDLOCK_SIZE_BY_VERSION if version >= since)
    rules = struct.pack("=QQQ", files, LANDLOCK_ALL_NETWORK, LANDLOCK_SIGNALS_AND_SOCKETS)[:size]
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return False
    try:
        for number, rights in allowed.items():
            # struct landlock_path_beneath_attr is packed.
            rule = struct.pack("=Qi", rights & files, number)
            libc.syscall(LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
        return bool(libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _forbid_calls(libc: ctypes.CDLL, allowed: frozenset[str]) -> bool:
    machine = platform.machine()
    if machine not in AUDIT_ARCH:
        return False
    filter_ = _seccomp_filter(machine, allowed)
    instructions = ctypes.create_string_buffer(filter_, len(filter_))
    program = struct.pack("@HP", len(filter_) // 8, ctypes.addressof(instructions))
    call = SECCOMP[list(AUDIT_ARCH).index(machine)]
    return bool(libc.syscall(call, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program) == 0)


def _seccomp_filter(machine: str, allowed: frozenset[str]) -> bytes:
    """Classic BPF over struct seccomp_data: number at 0, architecture at 4, low half of the first argument at 16."""
    column = list(AUDIT_ARCH).index(machine)
    numbers = [pair[column] for call, pair in FORBIDDEN.items() if pair[column] >= 0 and call not in allowed]
    refuse = RETURN_ERRNO | errno.EPERM
    code = [
        (LOAD, 0, 0, 4),
        (JUMP_IF_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (RETURN, 0, 0, RETURN_KILL),
        (LOAD, 0, 0, 0),
    ]
    if machine == "x86_64":
        # The x32 numbers would pass by the list below.
        code += [(JUMP_IF_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, refuse)]
    for number in numbers:
        code += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, refuse)]
    code += [
        # clone3 hides its flags in memory: the C library falls back to clone when it is missing.
        (JUMP_IF_EQUAL, 0, 1, CLONE3[column]),
        (RETURN, 0, 0, RETURN_ERRNO | errno.ENOSYS),
        (JUMP_IF_EQUAL, 0, 3, CLONE[column]),
        (LOAD, 0, 0, 16),
        (JUMP_IF_BITS, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, refuse),
        (RETURN, 0, 0, RETURN_ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
