"""What the kernel refuses to a plugin's process: Landlock for files, seccomp for system calls. Neither needs privileges.

Linux has both; where one is missing, the other still holds, and without both everything works as it does without this file.
docs/decisions/sandbox.md says why these two, and SECURITY.md what holds with them. COVIS_SANDBOX=off leaves them out.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import stat
import sys
from collections.abc import Callable, Iterable
from typing import Any

# The C libraries that Python's extension modules load, and where random numbers come from.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/dev/random")

# Landlock's system calls, the same on every architecture, and its constants (linux/landlock.h).
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_NO_NEW_PRIVILEGES = 38  # an option of prctl
_SIZE = ctypes.c_size_t

# libseccomp's constants (seccomp.h): actions, and the comparisons of an argument.
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NOT_EQUAL, _MASKED_EQUAL = 1, 7
_UNKNOWN = -1
_CLONE_THREAD = 0x10000

# Nothing that reaches another process, the network or the system, and nothing that changes a file. Landlock knows nothing of
# modes, owners, times and attributes, and before version 10 nothing of UDP.
_REFUSED = """
    socket bind connect listen accept accept4
    fork vfork execve execveat ptrace process_vm_readv process_vm_writev process_madvise kcmp
    pidfd_open pidfd_getfd pidfd_send_signal tkill setsid setpgid setrlimit unshare setns
    io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd keyctl add_key request_key
    mount umount2 move_mount open_tree fsopen fsmount pivot_root chroot open_by_handle_at name_to_handle_at fanotify_init
    shmget shmat msgget semget mq_open
    creat unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat mkdir mkdirat rmdir mknod mknodat truncate ftruncate
    fallocate chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat
    setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat file_setattr
""".split()
# The C library falls back to the older call, whose arguments a filter can read.
_ABSENT = ("clone3", "openat2")
# Newer than some libraries that are in use; these numbers are the same on every architecture.
_NUMBERS = {"fchmodat2": 452, "setxattrat": 463, "removexattrat": 466, "file_setattr": 469}
# Which argument holds the flags of an open, and the flags that do more than read.
_OPENS = {"open": 1, "openat": 2}
_WRITES = (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC)
# A pair of connected stream sockets stays: an event loop wakes itself with it (V8's does). The other kinds can be given an address.
_PAIRS = (socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET)
# Allowed for the process itself alone: which argument names the process.
_OWN = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")

# Name -> "" where it is in force in this process, otherwise why it is not.
in_force: dict[str, str] = {}


class _Comparison(ctypes.Structure):
    """libseccomp's struct scmp_arg_cmp."""

    _fields_ = (("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    """The kernel's struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("place", ctypes.c_int32))


def _library(name: str | None) -> ctypes.CDLL | None:
    """A C library, loaded before anything is restricted; None: the standard one."""
    if sys.platform != "linux":
        return None
    try:
        return ctypes.CDLL(name, use_errno=True)
    except OSError:
        return None


_LIBC, _SECCOMP = _library(None), _library("libseccomp.so.2")
if _SECCOMP is not None:
    _SECCOMP.seccomp_init.restype = ctypes.c_void_p


def _call(*arguments: Any) -> int:
    """A system call; -1 when it failed."""
    return -1 if _LIBC is None else int(_LIBC.syscall(*arguments))


def prctl(option: int, value: int) -> int:
    """Set an option of this process (Linux alone has such). 0, or -1 when that failed."""
    return -1 if _LIBC is None else int(_LIBC.prctl(option, value, 0, 0, 0))


def restrict(readable: Iterable[str]) -> None:
    """Restrict this process for good: of files it may read those under `readable` and the system's libraries, and change none.

    To be called while the process has one thread: a thread that runs already stays as it is. `in_force` then lists what is in force.
    """
    if os.environ.get("COVIS_SANDBOX") == "off":
        in_force.update(dict.fromkeys(("Landlock", "seccomp"), "COVIS_SANDBOX=off switches it off"))
        return
    in_force["Landlock"] = _restrict_files([*readable, *_LIBRARIES])
    in_force["seccomp"] = _restrict_calls()


def _restrict_files(readable: Iterable[str]) -> str:
    version = _call(_CREATE_RULESET, None, _SIZE(0), _VERSION)
    if version < 1:
        return "this kernel does not have it, or it is switched off (Linux has it since 5.13)"
    # Refused is every right over files, TCP ports, signals and abstract sockets that this version knows, but for what is allowed here.
    files = 13 + sum(version >= newer for newer in (2, 3, 5))
    ports, scopes = (2 if version >= 4 else 0), (2 if version >= 6 else 0)
    attributes = (ctypes.c_uint64 * 3)(2**files - 1, 2**ports - 1, 2**scopes - 1)
    size = 8 * (1 + (version >= 4) + (version >= 6))
    rules = _call(_CREATE_RULESET, attributes, _SIZE(size), 0)
    if rules < 0:
        return f"the kernel refused it: {os.strerror(ctypes.get_errno())}"
    try:
        for path in readable:
            try:
                place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            rights = _READ_FILE | (_READ_FOLDER if stat.S_ISDIR(os.fstat(place).st_mode) else 0)
            failed = _call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(_Beneath(rights, place)), 0)
            os.close(place)
            if failed:
                return f"the kernel refused {path}: {os.strerror(ctypes.get_errno())}"
        if prctl(_NO_NEW_PRIVILEGES, 1) or _call(_RESTRICT_SELF, rules, 0):
            return f"the kernel refused it: {os.strerror(ctypes.get_errno())}"
    finally:
        os.close(rules)
    return ""


def _restrict_calls() -> str:
    library = _SECCOMP
    if library is None:
        return "the system's library libseccomp.so.2 is not installed"
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    if not context:
        return "libseccomp cannot make a filter here"

    def refuse(name: str, *comparisons: _Comparison, error: int = errno.EPERM) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number == _UNKNOWN:
            number = _NUMBERS.get(name, _UNKNOWN)
        if number != _UNKNOWN:  # unknown: this architecture, or this library's kernel, has no such call
            array = (_Comparison * len(comparisons))(*comparisons)
            library.seccomp_rule_add_array(context, ctypes.c_uint32(_ERRNO | error), number, len(comparisons), array)

    for name in _REFUSED:
        refuse(name)
    for name in _ABSENT:
        refuse(name, error=errno.ENOSYS)
    refuse("clone", _Comparison(0, _MASKED_EQUAL, _CLONE_THREAD, 0))  # a thread is allowed, a process is not
    refuse("prlimit64", _Comparison(2, _NOT_EQUAL, 0))  # limits may be read, not set
    for name, argument in _OPENS.items():
        for flag in _WRITES:
            refuse(name, _Comparison(argument, _MASKED_EQUAL, flag, flag))
    for kind in _PAIRS:
        refuse("socketpair", _Comparison(1, _MASKED_EQUAL, 0xF, kind))
    for name in _OWN:
        refuse(name, _Comparison(0, _NOT_EQUAL, os.getpid()))
    failed = library.seccomp_load(context)
    library.seccomp_release(context)
    return f"the kernel refused the filter: {os.strerror(-failed)}" if failed else ""


def report(*, printed: Callable[[], str]) -> dict[str, Any]:
    """A task for the worker: which protections were in force in the process that ran it, as `in_force`."""
    return {"protections": dict(in_force)}
