# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated E810: stock ice drives it with the lab's DDP package, irdma registers irdma0, packets
# flow, and all of it survives reloads.
# topology: e810
# modules: irdma
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

# works: gives the port an address and lets a packet go out and back
works() {
	dev=$(netdev e0)
	ip addr add 10.0.2.15/24 dev "$dev"
	ip link set "$dev" up
	wait_for 10 grep -q 1 "/sys/class/net/$dev/carrier" && ping -c 3 -W 2 10.0.2.2
}

carrier_is() {
	[ "$(cat "/sys/class/net/$dev/carrier")" = "$1" ]
}

dev=$(netdev e0)
check_eq "the driver" ice "$(basename "$(readlink "/sys/class/net/$dev/device/driver")")"
check_has "the DDP package" "$(dmesg)" "DDP package was successfully loaded: E810 emulation package version 1.3.40.0"
check "it carries packets" works
check_eq "the speed in Mbit/s" 100000 "$(cat "/sys/class/net/$dev/speed")"

check_eq "ice offers RDMA" ice "$(basename /sys/bus/auxiliary/devices/ice.* | cut -d. -f1)"
modprobe irdma
check "irdma registers irdma0" [ -d /sys/class/infiniband/irdma0 ]
check "with it, it carries packets" works
expect_exit 1 rmmod ice

lab_host link e0 off
check "a pulled cable is noticed" wait_for 20 carrier_is 0
lab_host link e0 on
check "and one that is plugged in" wait_for 20 carrier_is 1

for round in 1 2 3; do
	rmmod irdma
	rmmod ice
	modprobe ice
	modprobe irdma
	check "reload $round: irdma0 is back" [ -d /sys/class/infiniband/irdma0 ]
	check "reload $round: it carries packets" works
done

lab_host reset e0 core
check "it carries packets after a reset of the card" wait_for 20 ping -c 1 -W 1 10.0.2.2
finish
