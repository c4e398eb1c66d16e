# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots a guest in QEMU and waits for its end, with a hard limit."""

import shutil
import subprocess
import time

import firmware
import host
import qemu
import result
from store import LabError

# Serial ports: console (kernel and programs), results (TAP), the whole kernel log, files to keep.
PORTS = ("console.log", "tap.log", "kernel.log", "kept.log")

# Quiet below warnings: under TCG every printed byte costs, and warnings must reach the console
# because a dying guest writes no kernel log of its own. The self tests of ciphers take 0.9 s on
# 6.12; the timer check fails now and then when the host is busy.
APPEND = ("console=ttyS0 loglevel=5 panic=-1 mitigations=off nokaslr tsc=reliable "
          "random.trust_cpu=on cryptomgr.notests no_timer_check")

# Reaching the init script takes 2 s, 15 s on a busy machine; this much means that the boot hangs.
BOOT_SECONDS = 60


def command(kernel, topology, initrd, append, serial):
    """QEMU's command line. serial: list of -serial arguments."""
    words = qemu.arguments() if topology.needs_devices() else _stock()
    words += ["-accel", "tcg", "-nodefaults", "-no-user-config", "-display", "none",
              "-no-reboot", "-kernel", _image(kernel, topology), "-initrd", initrd,
              "-append", " ".join([APPEND, *host.APPEND, *append])]
    words += topology.arguments()
    for target in serial:
        words += ["-serial", target]
    return [str(word) for word in words]


def _image(kernel, topology):
    return firmware.image(kernel) if topology.secure_boot else kernel.image


def _stock():
    """The machine's own QEMU."""
    if not shutil.which("qemu-system-x86_64"):
        raise LabError("qemu-system-x86_64 is missing; scripts/packages lists what to install")
    return ["qemu-system-x86_64"]


def run(kernel, topology, initrd, append, folder, timeout, watch=lambda: None):
    """Run a guest; its ports end up as files in FOLDER. WATCH() is called ten times a second.
    Returns '' or why it was stopped."""
    for name in PORTS:
        (folder / name).write_bytes(b"")
    words = command(kernel, topology, initrd, append, [f"file:{folder / name}" for name in PORTS])
    with open(folder / "qemu.log", "wb") as log, host.Host(topology, folder / "host.log") as helper:
        words += helper.arguments()
        (folder / "command.txt").write_text(subprocess.list2cmdline(words) + "\n", encoding="utf-8")
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                              pass_fds=helper.descriptors()) as process:
            try:
                helper.start()
                return _wait(process, folder / "tap.log", timeout, watch)
            finally:
                if process.poll() is None:
                    process.kill()


def interactive(kernel, topology, initrd, append):
    """Run a guest on this terminal until it powers off. Ctrl-A X ends it."""
    words = command(kernel, topology, initrd, append, ["mon:stdio", "null", "null", "null"])
    return subprocess.run(words, check=False).returncode


def _wait(process, tap, timeout, watch):
    begin = time.monotonic()
    while True:
        watch()
        try:
            process.wait(timeout=0.1)
            return ""
        except subprocess.TimeoutExpired:
            spent = time.monotonic() - begin
        if spent > timeout:
            return f"stopped after {timeout} s (timeout)"
        if spent > BOOT_SECONDS and not result.started(tap.read_text(errors="replace")):
            return f"stopped after {BOOT_SECONDS} s: no sign of the init script"
