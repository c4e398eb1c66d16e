# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one scenario on one kernel and reports: boots, judges, keeps the logs."""

import base64
import io
import random
import shutil
import sys
import tarfile
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import guest
import image
import kernel
import machine
import result
import scenario
import statedisk
import topology
from store import REPO, LabError, cache_dir

SKIPPED = 77
TAIL_LINES = 40


class Live:
    """Shows a growing console log, without the kernel's own lines."""

    def __init__(self, path):
        self._path = path
        self._shown = 0

    def show(self):
        """Print the whole lines that have come since the last call."""
        data = self._path.read_bytes()
        end = data.rfind(b"\n") + 1
        for line in data[self._shown:end].decode("utf-8", "replace").replace("\r", "").splitlines():
            if not result.KERNEL_LINE.match(line):
                print(line, flush=True)
        self._shown = max(self._shown, end)


def cpus(item):
    """How many processors the scenario's guest has."""
    return item.cpus or topology.load(item.topology).cpus


def run(options):
    """The command `lab run`; returns its exit code."""
    item = scenario.load(options.scenario)
    reason = _not_now(item, options)
    if reason:
        print(f"1..0 # SKIP {reason}")
        return SKIPPED
    seed = options.seed if options.seed is not None else random.randrange(1 << 31)
    folder = _results(options, item)
    begin = time.monotonic()
    stopped = _boot(item, options, seed, folder)
    verdict = _verdict(item, folder, stopped)
    _unpack_kept(folder)
    _report(item, options, folder, verdict)
    print(f"# {item.name} on {options.kernel}: {_word(verdict)} in {time.monotonic() - begin:.1f} s, "
          f"seed {seed}, logs in {folder}")
    return _exit_code(verdict)


def _not_now(item, options):
    """Why this scenario is not run, or ''."""
    if options.kernel not in kernel.all_series():
        raise LabError(f"unknown kernel '{options.kernel}': the lab has {', '.join(kernel.all_series())}")
    if options.kernel not in item.kernels:
        return f"{item.name} is not for kernel {options.kernel}"
    if item.nicctl and not options.nicctl:
        raise LabError(f"{item.name} needs --nicctl PATH")
    return ""


def _results(options, item):
    base = options.results or REPO / "build" / "lab"
    folder = Path(base).resolve() / f"{item.name}.{options.kernel}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _boot(item, options, seed, folder):
    """Boot the guest, and on the same disk again after each power cut. Returns why it was stopped, or ''."""
    state = statedisk.make(folder) if item.disk else None
    boots = statedisk.Boots(folder)
    try:
        while True:
            stopped = _boot_once(item, options, seed, folder, state, boots.variables())
            if not boots.again() or stopped or not state:
                return stopped
    finally:
        if state:
            statedisk.remove(state)


def _boot_once(item, options, seed, folder, state, more):
    """Boot the guest, once more for what _again() tells. Returns why it was stopped, or ''."""
    ready = kernel.find(options.kernel)
    user_land = guest.find(item.guest)
    place = replace(topology.load(item.topology), cpus=cpus(item), disk=user_land.disk, state=state)
    variables = {**more, "LAB_SEED": str(seed), "LAB_LONG": str(int(scenario.is_long()))}
    if not sys.stdout.isatty():
        variables["NO_COLOR"] = "1"
    if state:
        variables["LAB_DISK"] = "1"
    data = image.initramfs(ready, item, place, options.nicctl, variables)
    append = user_land.append + item.append
    with tempfile.NamedTemporaryFile(dir=cache_dir(), prefix="run-") as initrd:
        initrd.write(data)
        initrd.flush()
        for attempt in (1, 2):
            watch = Live(folder / "console.log").show if options.live else lambda: None
            stopped = machine.run(ready, place, initrd.name, append, folder, item.limit, watch)
            watch()
            reason = _again(folder, state)
            if not reason:
                break
            if attempt == 1:
                print(f"# {reason}: booting once more")
                shutil.copy(folder / "console.log", folder / "console.first.log")
    return stopped


def _again(folder, state):
    """Why a boot does not count, or '': it died before init (seen rarely under TCG, with two processors,
    long before any module), or stock irdma failed by itself, which the kernel log tells."""
    if not result.started(_text(folder, "tap.log")):
        return "the boot died before the init script"
    if not state and result.irdma_failed(_text(folder, "kernel.log") + _text(folder, "console.log")):
        return "irdma freed one of its own commands twice when it was removed"
    return ""


def _verdict(item, folder, stopped):
    logs = _text(folder, "kernel.log") + "\n" + _text(folder, "console.log")
    verdict = result.judge(_text(folder, "tap.log"), logs, item.expect_kernel)
    if stopped:
        verdict.reasons.insert(0, stopped)
    return verdict


def _text(folder, name):
    return (folder / name).read_text(encoding="utf-8", errors="replace").replace("\r", "")


def _unpack_kept(folder):
    """What the scenario handed over with `keep`: a compressed tar archive in base64."""
    data = (folder / "kept.log").read_bytes()
    if data:
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(data)), mode="r:gz") as archive:
            archive.extractall(folder / "kept")
    (folder / "kept.log").unlink()


def _report(item, options, folder, verdict):
    if not options.live or not verdict.passed:
        print(_text(folder, "tap.log").rstrip("\n"))
    if options.verbose:
        print("# console:\n" + _text(folder, "console.log"))
    if verdict.passed:
        return
    for reason in verdict.reasons:
        print(f"# FAILED: {reason}")
    if not options.verbose:
        tail = _text(folder, "console.log").splitlines()[-TAIL_LINES:]
        print("# end of the console:\n" + "\n".join(f"#   {line}" for line in tail))


def _word(verdict):
    if not verdict.passed:
        return "FAILED"
    return f"skipped ({verdict.skipped})" if verdict.skipped else f"passed {verdict.checks} checks"


def _exit_code(verdict):
    if not verdict.passed:
        return 1
    return SKIPPED if verdict.skipped else 0
