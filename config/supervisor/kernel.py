"""The few Linux calls that Python 3.11 lacks: parent-death signal, user namespace, capabilities."""

from __future__ import annotations

import ctypes
import os
import pwd
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Enter = Callable[[], None]  # called in a new child before it becomes another program

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CLONE_NEWUSER = 0x10000000
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1
_C = ctypes.CDLL(None, use_errno=True)


class _CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapData(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def die_with_parent(signal_number: int, parent: int) -> None:
    """This process gets the signal when its parent dies, even by kill -9. Linux only."""
    if not LINUX:
        return
    _C.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


PATIENT = 5


def give_way() -> None:
    """This process gets what is left of the processors when others want them.

    Linux shares them out between sessions first (autogroups), where a process's own niceness says
    nothing; so the session, of which this process must be the first, becomes nice as a whole.
    """
    os.nice(PATIENT)
    if LINUX:
        with suppress(OSError):  # switched off on this machine: then niceness alone decides
            Path("/proc/self/autogroup").write_text(str(PATIENT), encoding="ascii")


def nobody() -> pwd.struct_passwd:
    """An account without rights that has a name: initdb refuses a number without one."""
    accounts = {account.pw_name: account for account in pwd.getpwall() if account.pw_uid != 0}
    return accounts.get("nobody") or next(iter(accounts.values()))


def enter_user_namespace() -> None:
    """This process sees itself as an ordinary user, while files it makes keep their real owner."""
    inner, outer = nobody().pw_uid, os.geteuid()
    if not LINUX or _C.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not available")
    Path("/proc/self/uid_map").write_text(f"{inner} {outer} 1", encoding="ascii")


def become_nobody() -> None:
    """This process is an ordinary user for good, who may still pass through private directories.

    Without that right it could not reach programs or data below, say, /root, whose permissions
    are not ours to change.
    """
    account = nobody()
    if LINUX:
        _C.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    if LINUX:
        _keep_file_access()


def _keep_file_access() -> None:
    bit = 1 << _CAP_DAC_OVERRIDE
    header = _CapHeader(_CAPABILITY_VERSION_3, 0)
    wanted = (_CapData * 2)(_CapData(bit, bit, bit), _CapData(0, 0, 0))
    # A container may lack the capability; whether it is needed shows when the programs are tried.
    if _C.capset(ctypes.byref(header), wanted) == 0:
        _C.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)
