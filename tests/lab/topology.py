# SPDX-License-Identifier: GPL-2.0-or-later
"""Topologies: the machine and the ports that a guest sees, from topologies/NAME.ini."""

import configparser
from dataclasses import dataclass, field

from store import LAB, LabError


@dataclass(frozen=True)
class Kind:
    """A kind of port: QEMU's device, the modules that drive it in the guest."""
    device: str
    modules: tuple


KINDS = {
    "virtio": Kind("virtio-net-pci", ("virtio_pci", "virtio_net")),
    "e1000e": Kind("e1000e", ("e1000e",)),
    "e1000": Kind("e1000", ("e1000",)),
    "vmxnet3": Kind("vmxnet3", ("vmxnet3",)),
}


@dataclass(frozen=True)
class Port:
    """One network port. net is 'user' (a way out of the guest) or 'hub:N' (ports that hear each
    other); options go to the device as they are."""
    name: str
    kind: Kind
    net: str
    mac: str
    options: str = ""

    def arguments(self):
        """QEMU's arguments for this port. An empty romfile saves the boot ROM's search for a server."""
        backend, _, number = self.net.partition(":")
        if backend == "user":
            netdev = f"user,id={self.name},restrict=on"
        elif backend == "hub" and number.isdigit():
            netdev = f"hubport,id={self.name},hubid={number}"
        else:
            raise LabError(f"port {self.name}: net is 'user' or 'hub:N', not '{self.net}'")
        device = f"{self.kind.device},netdev={self.name},mac={self.mac},romfile="
        return ["-netdev", netdev, "-device", ",".join(filter(None, (device, self.options)))]


@dataclass(frozen=True)
class Topology:
    """Everything of a machine that is not the kernel, the guest or the scenario."""
    name: str
    machine: str
    memory: int
    cpus: int
    ports: list = field(default_factory=list)

    def modules(self):
        """Modules that drive the ports, in the order of the ports."""
        return list(dict.fromkeys(mod for port in self.ports for mod in port.kind.modules))

    def arguments(self):
        """QEMU's arguments for the machine and its ports."""
        # without SMM and HPET the boot is 0.3 s shorter, and no scenario is about them
        machine = f"{self.machine},smm=off,hpet=off"
        words = ["-machine", machine, "-m", str(self.memory), "-smp", str(self.cpus)]
        return words + [word for port in self.ports for word in port.arguments()]

    def variables(self):
        """What the guest may know: {name: value} for its environment."""
        macs = {f"MAC_{port.name}": port.mac for port in self.ports}
        return {"LAB_PORTS": " ".join(port.name for port in self.ports), **macs}


def load(name):
    """The topology of that NAME."""
    config = configparser.ConfigParser()
    if not config.read(LAB / "topologies" / f"{name}.ini", encoding="utf-8"):
        raise LabError(f"no topology '{name}': the lab has {', '.join(names())}")
    machine = config["machine"]
    ports = [_port(section.split()[1], index, config[section])
             for index, section in enumerate(s for s in config.sections() if s.startswith("port "))]
    return Topology(name, machine["type"], machine.getint("memory"), machine.getint("cpus"), ports)


def names():
    """All topologies."""
    return sorted(path.stem for path in (LAB / "topologies").glob("*.ini"))


def _port(name, index, section):
    if section["kind"] not in KINDS:
        raise LabError(f"port {name}: unknown kind '{section['kind']}'")
    # 52:54:00 is QEMU's own prefix; the last byte counts the ports from 1.
    return Port(name, KINDS[section["kind"]], section["net"], f"52:54:00:00:00:{index + 1:02x}",
                section.get("options", ""))
