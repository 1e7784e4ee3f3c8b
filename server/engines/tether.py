"""Starts one program that must not outlive its starter. Run as a script, it turns into that program:

    python -I -S tether.py PARENT SIGNAL UID GID REACH PROGRAM ARGUMENT...

PARENT is the starter's process id and SIGNAL the number of the signal that the program gets when the starter is gone
(Linux; elsewhere the supervisor's own stop has to do). UID and GID are what it runs as, -1 for no change. REACH is 1
for a program that, run as another user, must still pass through folders closed to that user: it then keeps one
capability, to read and to pass, and no other right of root.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2  # linux/prctl.h
SECBIT_NO_SETUID_FIXUP = 1 << 2  # linux/securebits.h: setuid(2) keeps capabilities, and access(2) honours them
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2  # linux/capability.h; containers often have the first alone
CAPABILITY_VERSION_3 = 0x20080522


class Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class Data(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid, reach = (int(number) for number in arguments[:5])
    command = arguments[5:]
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if uid >= 0:
        if libc is not None and reach:
            libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        if libc is not None and reach and not any(keep(libc, cap) for cap in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE)):
            sys.exit(f"user {uid} may not enter every folder above {command[0]} and its data")
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # gone before the line above took hold
            sys.exit(1)
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


def keep(libc: ctypes.CDLL, capability: int) -> bool:
    """Keeps one capability across the coming exec and drops all others; whether root had it to give."""
    bit = 1 << capability
    data = (Data * 2)()
    data[0] = Data(bit, bit, bit)
    if libc.capset(ctypes.byref(Header(CAPABILITY_VERSION_3, 0)), data) != 0:
        return False
    return bool(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0)


if __name__ == "__main__":
    main(sys.argv[1:])
