# SPDX-License-Identifier: GPL-2.0-or-later
"""The world outside the guest: what a scenario has the lab do at a moment of its choosing, such as
pulling a cable, breaking a card, or holding a session open from outside.

The guest writes a line to its fifth serial port and reads one line back: `ok`, `ok ANSWER` or
`error REASON`; in a scenario that is `lab_host ACTION...`. The actions:

    link PORT on|off            plug or pull the cable
    fault PORT MASK             break the card: bits as in devices/README.md, 0 mends it
    fault-op PORT OPCODE        that admin queue command fails with EIO; 0: none
    reset PORT core|global|firmware   a reset of the card that this port did not ask for (e810)
    time                        milliseconds by a clock that keeps time, which an emulated one may not
    session open ADDRESS        log in from outside by SSH at the guest's ADDRESS, and stay
    session shell ADDRESS       the same with a shell that also does what it is told
    session run COMMAND...      tell it: COMMAND runs as a child of that session
    session mark                remember this moment
    power-cut                   the guest ends at once, as if somebody had pulled the plug; a scenario
                                with `# disk: state` is booted again, on the same disk
    transfer begin ADDRESS PORT send bytes to what listens there in the guest, and take what it sends back
    transfer end                no more; "BYTES WAIT": so many came back, each as it was sent, and none took
                                longer than WAIT ms
    disk-keep                   a copy of the state disk as a power cut would leave it at this moment; answers
                                its number: 1, 2, ...
    disk-put N                  the state disk, which the guest must not use meanwhile, becomes that copy
    session check               is the session alive? "alive WAIT" or "dead AFTER": see session.py
"""

import contextlib
import json
import socket
import threading
import time

import statedisk
from session import SHELL, Session
from store import LabError
from transfer import Transfer

# the kernel has four serial ports unless told otherwise
APPEND = ("8250.nr_uarts=5",)

RESETS = {"core": 1, "global": 2, "firmware": 3}


class Monitor:
    """QEMU's control socket (QMP)."""

    def __init__(self, end):
        self._file = end.makefile("rw", encoding="utf-8")
        self._ready = False

    def execute(self, command, **arguments):
        """Run COMMAND; returns its answer. Fails with QEMU's own words."""
        if not self._ready:
            self._ready = True
            self.execute("qmp_capabilities")
        self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._file.flush()
        for line in self._file:
            answer = json.loads(line)
            if "error" in answer:
                raise LabError(answer["error"]["desc"])
            # the greeting and events come in between
            if "return" in answer:
                return answer["return"]
        raise LabError("QEMU has ended")

    def human(self, line):
        """Run a command of the monitor for people; what it prints is an error."""
        printed = self.execute("human-monitor-command", **{"command-line": line}).strip()
        if printed:
            raise LabError(printed)


class Host:
    """Serves one guest. A context manager: leaving it ends everything that was started."""

    def __init__(self, topology, log):
        self._topology = topology
        self._log = open(log, "w", encoding="utf-8")
        self._power_cut_mark = log.parent / statedisk.POWER_CUT
        self._monitor_end, self._monitor_qemu = socket.socketpair()
        self._ask_end, self._ask_qemu = socket.socketpair()
        self._monitor = Monitor(self._monitor_end)
        self._session = None
        self._transfer = None
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._session:
            self._session.close()
        if self._transfer:
            self._transfer.close()
        for end in (self._monitor_end, self._ask_end):
            end.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join()
        for end in (self._monitor_end, self._monitor_qemu, self._ask_end, self._ask_qemu):
            end.close()
        self._log.close()

    def descriptors(self):
        """What QEMU must inherit."""
        return (self._monitor_qemu.fileno(), self._ask_qemu.fileno())

    def arguments(self):
        """QEMU's arguments for the control socket and the guest's fifth serial port."""
        monitor, ask = self.descriptors()
        return ["-chardev", f"socket,id=qmp,fd={monitor}", "-mon", "chardev=qmp,mode=control",
                "-chardev", f"socket,id=ask,fd={ask}", "-device", "pci-serial,chardev=ask"]

    def start(self):
        """Listen to the guest from now on."""
        self._thread.start()

    def _serve(self):
        # the guest may end while an answer is on its way
        with contextlib.suppress(OSError):
            with self._ask_end.makefile("rw", encoding="utf-8", errors="replace", newline="\n") as guest:
                for line in guest:
                    guest.write(self._answer(line.split()) + "\n")
                    guest.flush()

    def _answer(self, words):
        try:
            answer = f"ok {self._act(*words) or ''}".rstrip()
        except (LabError, TypeError, KeyError, ValueError, OSError) as error:
            answer = f"error {error}".replace("\n", " ")
        self._log.write(f"{' '.join(words)} -> {answer}\n")
        self._log.flush()
        return answer

    def _act(self, action, *words):
        actions = {"link": self._link, "fault": self._fault, "fault-op": self._fault_op,
                   "reset": self._reset, "session": self._session_action,
                   "transfer": self._transfer_action, "time": self._time, "power-cut": self._power_cut,
                   "disk-keep": self._disk_keep, "disk-put": self._disk_put}
        if action not in actions:
            raise LabError(f"no action '{action}'")
        return actions[action](*words)

    def _link(self, port, state):
        self._monitor.execute("set_link", name=port, up={"on": True, "off": False}[state])

    def _set(self, port, name, value):
        self._monitor.execute("qom-set", path=f"/machine/peripheral/{port}", property=name, value=value)

    def _fault(self, port, mask):
        self._set(port, "fault", int(mask, 0))

    def _fault_op(self, port, opcode):
        self._set(port, "fault-op", int(opcode, 0))

    def _reset(self, port, kind):
        self._set(port, "inject-reset", RESETS[kind])

    def _power_cut(self):
        self._power_cut_mark.touch()
        self._monitor.execute("quit")

    def _disk_keep(self):
        number = len(statedisk.copies(self._topology.state)) + 1
        # "stop" waits for what the guest has handed to the disk, as a real one has it then
        self._monitor.execute("stop")
        statedisk.keep(self._topology.state, number)
        self._monitor.execute("cont")
        return number

    def _disk_put(self, number):
        statedisk.put(self._topology.state, int(number))

    @staticmethod
    def _time():
        return int(time.monotonic() * 1000)

    def _session_action(self, action, *words):
        if action == "open":
            self._session = Session(self._forward(*words), self._log)
        elif action == "shell":
            self._session = Session(self._forward(*words), self._log, SHELL, keepalive_seconds=60)
        elif not self._session:
            raise LabError("no session was opened")
        elif action == "mark":
            self._session.mark()
        elif action == "run":
            self._session.run(" ".join(words))
        elif action == "check":
            return self._session.check()
        else:
            raise LabError(f"no action 'session {action}'")
        return None

    def _transfer_action(self, action, *words):
        if action == "begin":
            self._transfer = Transfer(self._forward(*words))
            return None
        if action != "end" or not self._transfer:
            raise LabError(f"no action 'transfer {action}', or none was begun")
        return self._transfer.end()

    def _forward(self, address, inside=22):
        """Lead a port of this machine to one of the guest, its SSH server's; returns the port."""
        outlet = self._topology.outlet()
        if not outlet:
            raise LabError(f"topology {self._topology.name} has no way out of the guest")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            number = probe.getsockname()[1]
        self._monitor.human(f"hostfwd_add {outlet} tcp:127.0.0.1:{number}-{address}:{inside}")
        return number
