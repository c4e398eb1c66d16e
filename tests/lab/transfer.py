# SPDX-License-Identifier: GPL-2.0-or-later
"""A TCP transfer into the guest and back: every byte that is sent must come back as it was."""

import hashlib
import os
import socket
import threading
import time

from store import LabError

BLOCK_BYTES = 8192
INTERVAL_SECONDS = 0.02
# nobody waits longer for a download that hangs
PATIENCE_SECONDS = 20


class Transfer:
    """One connection to PORT of this machine, on which blocks are sent from now on."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self._sent, self._received = hashlib.sha256(), hashlib.sha256()
        self._bytes = 0
        self._longest = 0.0
        self._problem = None
        self._is_ending = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def end(self):
        """'BYTES WAIT': how many came back, and the longest time in ms for a block of them."""
        self._is_ending.set()
        self._thread.join(2 * PATIENCE_SECONDS)
        if self._problem or self._thread.is_alive():
            raise LabError(f"the transfer is broken after {self._bytes} bytes: {self._problem or 'it hangs'}")
        if self._sent.digest() != self._received.digest():
            raise LabError(f"of {self._bytes} bytes not all came back as they were sent")
        return f"{self._bytes} {self._longest * 1000:.0f}"

    def close(self):
        """End it, whatever becomes of it."""
        self._is_ending.set()
        self._socket.close()

    def _work(self):
        try:
            while not self._is_ending.is_set():
                self._exchange(os.urandom(BLOCK_BYTES))
                time.sleep(INTERVAL_SECONDS)
        except OSError as error:
            self._problem = error
        finally:
            self._socket.close()

    def _exchange(self, block):
        begin = time.monotonic()
        self._socket.sendall(block)
        self._sent.update(block)
        rest = len(block)
        while rest:
            part = self._socket.recv(rest)
            if not part:
                raise OSError("the connection was closed")
            self._received.update(part)
            self._bytes += len(part)
            rest -= len(part)
        self._longest = max(self._longest, time.monotonic() - begin)
