# SPDX-License-Identifier: GPL-2.0-or-later
"""Judges a run by what the guest wrote: TAP lines on the result port, and the kernel's log."""

import re
from dataclasses import dataclass, field

# What the init script writes before it starts the scenario: from here on the boot has succeeded.
STARTED = "# lab: started"

# Signs of a kernel in trouble. Only lines of the kernel itself count (they carry a time stamp):
# programs write WARNING: too.
IRDMA_FAILED = re.compile(r"refcount_t: underflow.*?irdma_cleanup_pending_cqp_op", re.S)
TROUBLE = re.compile(r"WARNING:|BUG:|Oops|Call Trace|refcount|unregister_netdevice: waiting"
                     r"|Kernel panic|general protection fault|soft lockup|hung_task|blocked for more")
KERNEL_LINE = re.compile(r"\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? (.*)")


@dataclass
class Verdict:
    """The outcome of one run; reasons say why it is not a success."""
    reasons: list = field(default_factory=list)
    skipped: str = ""
    checks: int = 0

    @property
    def passed(self):
        """True when nothing at all went wrong."""
        return not self.reasons


def judge(tap, kernel_log, expected=()):
    """The verdict on a run. EXPECTED: regular expressions for trouble that belongs to the scenario."""
    verdict = Verdict()
    lines = [line.rstrip("\r") for line in tap.split("\n")]
    _judge_tap(lines, verdict)
    verdict.reasons += trouble(kernel_log, expected)
    return verdict


def started(tap):
    """Did the guest reach its init script?"""
    return STARTED in tap


def irdma_failed(log):
    """Did stock irdma trip over its own queue of commands while it was removed? With the E810 model it does
    so in one of some hundred removals, whoever removes it, and then waits for minutes."""
    return IRDMA_FAILED.search(log) is not None


def trouble(kernel_log, expected=()):
    """The kernel's complaints that no pattern in EXPECTED excuses, nor the stack trace of an
    excused one."""
    found, trace_excused = [], False
    for line in kernel_log.splitlines():
        match = KERNEL_LINE.search(line)
        text = match.group(1).strip() if match else ""
        if not TROUBLE.search(text):
            continue
        if any(re.search(pattern, text) for pattern in expected):
            trace_excused = True
        elif trace_excused and "Call Trace" in text:
            trace_excused = False
        else:
            found.append(f"kernel log: {text}")
    return list(dict.fromkeys(found))


def _judge_tap(lines, verdict):
    plan = None
    for line in lines:
        test = re.match(r"(not )?ok (\d+)\b(.*)", line)
        if test:
            verdict.checks += 1
            _judge_check(test, line, verdict)
        elif re.match(r"1\.\.\d+", line):
            plan = line
        elif line.startswith("Bail out!"):
            verdict.reasons.append(line)
    _judge_plan(plan, verdict)
    status = [line for line in lines if line.startswith("# lab: exit ")]
    if not status:
        verdict.reasons.append("the scenario did not end" if started("\n".join(lines))
                               else "the guest never started the scenario")
    elif status[-1] != "# lab: exit 0":
        verdict.reasons.append(f"the scenario's script ended with {status[-1][12:]}")


def _judge_check(test, line, verdict):
    if int(test.group(2)) != verdict.checks:
        verdict.reasons.append(f"out of order: {line}")
    if test.group(1) and "# TODO" not in line:
        verdict.reasons.append(line)


def _judge_plan(plan, verdict):
    if plan is None:
        verdict.reasons.append("no plan: the scenario printed no result")
        return
    count = int(re.match(r"1\.\.(\d+)", plan).group(1))
    skip = re.search(r"# SKIP\s*(.*)", plan)
    if skip:
        verdict.skipped = skip.group(1) or "no reason given"
    elif count == 0:
        verdict.reasons.append("the scenario checked nothing")
    if count != verdict.checks:
        verdict.reasons.append(f"planned {count} checks, saw {verdict.checks}")
