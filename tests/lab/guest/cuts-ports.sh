# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the capture ports of the topology `ports` carry while a change of their driver is cut: addresses,
# routes in two tables, a rule, a bond. Not more than that, because reading a device's state takes time here. A
# scenario sources this after lib.sh and netstate.sh.

# shellcheck disable=SC2034 # for cuts.sh
untouched="virtio_net bonding"

more_state() {
	:
}

# unstage: no driver, nothing of theirs left
unstage() {
	for _function in /sys/bus/pci/devices/*; do
		echo >"$_function/driver_override"
	done
	ip link del bond0
	ip rule del priority 1000
	rmmod e1000e_zc
	rmmod e1000e
} 2>/dev/null

stage() {
	unstage
	modprobe e1000e
	wait_for 10 netdev cap1
	cap0=$(netdev cap0)
	cap1=$(netdev cap1)
	must ip link set "$cap0" txqueuelen 555 alias "the left side"
	must ip link property add dev "$cap0" altname capture-left
	must ip link add bond0 type bond mode active-backup miimon 100
	must ip link set "$cap0" master bond0
	must ip link set bond0 up
	must ip link set "$cap1" mtu 2000 up
	wait_for 10 grep -q 1 "/sys/class/net/$cap1/carrier"
	wait_for 10 grep -q 1 "/sys/class/net/bond0/carrier"
	must ip addr add 198.51.100.1/24 dev bond0
	must ip route add 10.1.0.0/16 via 198.51.100.254 metric 7
	must ip addr add 192.0.2.1/24 dev "$cap1"
	must ip -6 addr add 2001:db8::1/64 dev "$cap1" nodad
	must ip route add 10.2.0.0/16 via 192.0.2.254 table 100
	must ip rule add from 192.0.2.1 lookup 100 priority 1000
}

ip addr add 10.0.2.15/24 dev "$(netdev mgmt)"
ip link set "$(netdev mgmt)" up
ip route add default via 10.0.2.2 dev "$(netdev mgmt)"
modprobe bonding max_bonds=0
