# SPDX-License-Identifier: GPL-2.0-or-later
"""An SSH session into the guest that is held open: somebody at work on the machine's management
address. It types a line, waits until the guest has sent it back, and types the next one."""

import os
import subprocess
import threading
import time

import debian
from store import LabError

# what runs in the guest; SHELL also starts what a line tells it to, as somebody at a prompt would
ECHO = "cat"
SHELL = 'while read -r line; do case $line in "!"*) eval "${line#!}" </dev/null & ;; *) echo "$line" ;; esac; done'

INTERVAL_SECONDS = 0.1
LOGIN_SECONDS = 60
# a session that is silent for so long is dead for whoever sits before it
PATIENCE_SECONDS = 10


class Session:
    """One session, opened at once."""

    def __init__(self, port, log, program=ECHO, keepalive_seconds=2):
        debian.require("dbclient")
        # keep-alive: the client gives up by itself when three of them stay unanswered
        words = ["dbclient", "-y", "-y", "-T", "-K", str(keepalive_seconds), "-p", str(port), "root@127.0.0.1",
                 program]
        self._client = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                        env=dict(os.environ, HOME="/nonexistent", DROPBEAR_PASSWORD=""))
        self._begin = self._answered = time.monotonic()
        self._marked = self._longest = 0.0
        self._count = 0
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        with self._changed:
            if not self._changed.wait_for(lambda: self._count or self._ended(), LOGIN_SECONDS) or self._ended():
                self._client.kill()
                raise LabError("nobody can log in from outside by SSH: host.log has the client's words")

    def run(self, line):
        """Type a command that the shell in the guest starts beside its work; needs SHELL."""
        self._client.stdin.write(f"!{line}\n".encode())
        self._client.stdin.flush()

    def mark(self):
        """What check() tells counts from here on."""
        with self._changed:
            self._marked, self._longest = time.monotonic(), 0.0

    def check(self):
        """'alive WAIT': it answers, and never took longer than WAIT ms since the mark; 'dead AFTER':
        no answer, the last one came AFTER ms after the mark."""
        with self._changed:
            before = self._count
            # two answers: the first may be to a line from before
            alive = self._changed.wait_for(lambda: self._count >= before + 2 or self._ended(), PATIENCE_SECONDS)
            if alive and not self._ended():
                return f"alive {self._longest * 1000:.0f}"
            return f"dead {max(self._answered - self._marked, 0) * 1000:.0f}"

    def close(self):
        """End it."""
        self._client.kill()
        self._client.wait()
        self._thread.join()

    def _ended(self):
        return self._client.poll() is not None

    def _work(self):
        number = 0
        try:
            while True:
                number += 1
                self._client.stdin.write(b"%d\n" % number)
                self._client.stdin.flush()
                asked = time.monotonic()
                if self._client.stdout.readline() != b"%d\n" % number:
                    break
                self._note(asked)
                time.sleep(INTERVAL_SECONDS)
        except OSError:
            pass
        with self._changed:
            self._client.wait()
            self._changed.notify_all()

    def _note(self, asked):
        with self._changed:
            self._answered = time.monotonic()
            # a line that was on its way at the mark counts from the mark
            self._longest = max(self._longest, self._answered - max(asked, self._marked))
            self._count += 1
            self._changed.notify_all()
