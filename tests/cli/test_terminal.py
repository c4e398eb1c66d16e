# SPDX-License-Identifier: GPL-2.0-or-later
"""On a terminal: colour, and the question before anything is done.

usage: test_terminal.py NICCTL
"""
import os
import pathlib
import pty
import subprocess
import sys

NICCTL = sys.argv[1]
STATE = pathlib.Path(__file__).parent / "state" / "incident.json"
failures = 0


def check(name, is_good):
    global failures
    failures += not is_good
    print("ok" if is_good else "FAILED", "-", name)


def on_terminal(arguments, answer=None, **environment):
    """Output and exit code of nicctl with a terminal of its own."""
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", **environment}
    env = {name: value for name, value in env.items() if value is not None}
    process = subprocess.Popen([NICCTL, *arguments], stdin=theirs, stdout=theirs,
                               stderr=theirs, env=env)
    os.close(theirs)
    if answer is not None:
        os.write(ours, answer)
    output = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        output += chunk
    os.close(ours)
    return output.decode(), process.wait()


DRY_RUN = ["configure-driver", "ice", "--from", str(STATE)]
colored, code = on_terminal(DRY_RUN)
check("colour on a terminal", "\033[1;31m" in colored and code == 0)
plain = subprocess.run([NICCTL, *DRY_RUN], capture_output=True, text=True, check=True).stdout
check("no colour in a pipe", "\033" not in plain)
for name, environment, wants_color in [
    ("NO_COLOR=1 switches it off", {"NO_COLOR": "1"}, False),
    ("an empty NO_COLOR does not", {"NO_COLOR": ""}, True),
    ("a dumb terminal has none", {"TERM": "dumb"}, False),
    ("no TERM, no colour", {"TERM": None}, False),
]:
    output, code = on_terminal(DRY_RUN, **environment)
    check(name, ("\033" in output) == wants_color)
    if not wants_color:
        check("... and the words are the same", output.replace("\r\n", "\n") == plain)

# Never the name of a driver: as root this is a real run, on whatever machine this is.
output, code = on_terminal(["configure-driver", "nicctl_no_such_driver"], answer=b"n\n")
if os.geteuid() == 0:
    check("a real run that is refused shows the report and ends with 3",
          code == 3 and "would refuse" in output and "refused: " in output)
else:
    check("a real run needs root", code == 1 and "needs root" in output)

sys.exit(failures > 0)
