# SPDX-License-Identifier: GPL-2.0-or-later
"""Topologies: the machine and the ports that a guest sees, from topologies/NAME.ini."""

import configparser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

import ddp
import firmware
from store import LAB, LabError


@dataclass(frozen=True)
class Kind:
    """A kind of port: QEMU's device, the modules that drive it in the guest; ours: the device is one
    of devices/, which only the lab's own QEMU has."""
    device: str
    modules: tuple
    ours: bool = False


KINDS = {
    "virtio": Kind("virtio-net-pci", ("virtio_pci", "virtio_net")),
    "e1000e": Kind("e1000e", ("e1000e",)),
    "e1000": Kind("e1000", ("e1000",)),
    "vmxnet3": Kind("vmxnet3", ("vmxnet3",)),
    "x710": Kind("x710", ("i40e",), ours=True),
    "e810": Kind("e810", ("ice",), ours=True),
}


@dataclass(frozen=True)
class Port:
    """One network port. net is 'user' (a way out of the guest) or 'hub:N' (ports that hear each
    other); card names the card that it shares with other ports, as one function of it; options go
    to the device as they are."""
    name: str
    kind: Kind
    net: str
    mac: str
    card: str = ""
    function: int = 0
    options: str = ""

    def arguments(self):
        """QEMU's arguments for this port. An empty romfile saves the boot ROM's search for a server."""
        backend, _, number = self.net.partition(":")
        if backend == "user":
            netdev = f"user,id={self.name}-net,restrict=on"
        elif backend == "hub" and number.isdigit():
            netdev = f"hubport,id={self.name}-net,hubid={number}"
        else:
            raise LabError(f"port {self.name}: net is 'user' or 'hub:N', not '{self.net}'")
        device = f"{self.kind.device},id={self.name},netdev={self.name}-net,mac={self.mac},romfile="
        place = f"bus=slot-{self.card},addr=0.{self.function},multifunction=on" if self.card else ""
        return ["-netdev", netdev, "-device", ",".join(filter(None, (device, place, self.options)))]


@dataclass(frozen=True)
class Topology:
    """Everything of a machine that is not the kernel, the guest or the scenario. outside: hubs from
    which a way leads out of the guest; secure_boot: it starts by UEFI, which checks signatures; disk: an image
    that the guest reads as /dev/vda."""
    name: str
    machine: str
    memory: int
    cpus: int
    ports: list = field(default_factory=list)
    outside: list = field(default_factory=list)
    secure_boot: bool = False
    disk: Optional[Path] = None
    state: Optional[Path] = None  # a disk that the guest writes to, and that outlives it

    def needs_devices(self):
        """Does it take the lab's own QEMU?"""
        return any(port.kind.ours for port in self.ports)

    def modules(self):
        """Modules that drive the ports, in the order of the ports."""
        return list(dict.fromkeys(mod for port in self.ports for mod in port.kind.modules))

    def arguments(self):
        """QEMU's arguments for the machine and its ports."""
        # without SMM and HPET the boot is 0.3 s shorter, and no scenario is about them
        machine = f"{self.machine},smm={'on' if self.secure_boot else 'off'},hpet=off"
        words = ["-machine", machine, "-m", str(self.memory), "-smp", str(self.cpus)]
        if self.secure_boot:
            words += firmware.arguments()
        for number, card in enumerate(dict.fromkeys(port.card for port in self.ports if port.card), 1):
            # without the reserve an E810 plugged in later finds no room for its registers
            words += ["-device", f"pcie-root-port,id=slot-{card},chassis={number},slot={number},"
                      "pref64-reserve=128M"]
        if self.disk:
            words += ["-drive", f"file={self.disk},if=none,id=root,format=raw,readonly=on",
                      "-device", "virtio-blk-pci,drive=root"]
        if self.state:
            # what the guest has synced is in this file, whatever becomes of QEMU
            words += ["-drive", f"file={self.state},if=none,id=state,format=raw",
                      "-device", "virtio-blk-pci,drive=state,serial=state"]
        for hub in self.outside:
            words += ["-netdev", f"user,id=hub{hub}-user,restrict=on",
                      "-netdev", f"hubport,id=hub{hub}-net,hubid={hub},netdev=hub{hub}-user"]
        return words + [word for port in self.ports for word in port.arguments()]

    def outlet(self):
        """QEMU's name of the network that leads out of the guest, or None."""
        users = [f"{port.name}-net" for port in self.ports if port.net == "user"]
        return next(iter(users + [f"hub{hub}-user" for hub in self.outside]), None)

    def files(self):
        """What the ports' drivers load in the guest: {path: content}"""
        return {ddp.GUEST_PATH: ddp.package()} if any(port.kind.device == "e810" for port in self.ports) else {}

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
    sections = [name for name in config.sections() if name.startswith("port ")]
    ports = []
    for index, section in enumerate(sections):
        ports.append(_port(section.split()[1], index, config[section], ports))
    return Topology(name, machine["type"], machine.getint("memory"), machine.getint("cpus"), ports,
                    machine.get("outside", "").split(), machine.getboolean("secure-boot", False))


def names():
    """All topologies."""
    return sorted(path.stem for path in (LAB / "topologies").glob("*.ini"))


def _port(name, index, section, earlier):
    if section["kind"] not in KINDS:
        raise LabError(f"port {name}: unknown kind '{section['kind']}'")
    kind = KINDS[section["kind"]]
    # a PCI Express card of its own, unless the file says which one
    card = section.get("card", name if kind.ours else "")
    function = sum(port.card == card for port in earlier) if card else 0
    # 52:54:00 is QEMU's own prefix; the last byte counts the ports from 1.
    return Port(name, kind, section["net"], f"52:54:00:00:00:{index + 1:02x}", card, function,
                section.get("options", ""))
