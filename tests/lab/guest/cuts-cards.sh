# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What two ports of an emulated card carry while a change of their driver is cut: the first is part of a bond with
# an address, the other has addresses, a VLAN, a rule, routes in two tables, and rings of its own. A scenario
# sets `driver`, `left` and `right` (ports of the topology), `holder` (a module on top of the driver, or nothing)
# and `untouched` (for cuts.sh), and sources this after lib.sh and netstate.sh.

# more_state FOLDER: what only the card knows
more_state() {
	ethtool -g "$right_dev" >"$1/rings" 2>&1
}

# unstage: no driver, nothing of theirs left
unstage() {
	for _function in /sys/bus/pci/devices/*; do
		echo >"$_function/driver_override"
	done
	ip link del bond0
	ip rule del priority 1000
	rmmod "${driver}_zc"
	[ -z "$holder" ] || rmmod "$holder"
	rmmod "$driver"
} 2>/dev/null

stage() {
	unstage
	modprobe "$driver"
	[ -z "$holder" ] || modprobe "$holder"
	wait_for 20 netdev "$left"
	wait_for 20 netdev "$right"
	left_dev=$(netdev "$left")
	right_dev=$(netdev "$right")
	must ip link set "$left_dev" txqueuelen 555 alias "the left side"
	must ip link property add dev "$left_dev" altname capture-left
	must ip link add bond0 type bond mode active-backup miimon 100
	must ip link set "$left_dev" master bond0
	must ip link set bond0 up
	must ethtool -G "$right_dev" rx 1024 tx 256
	must ip link set "$right_dev" mtu 2000 up
	must ip link add link "$right_dev" name vlan5 type vlan id 5
	must ip link set vlan5 up
	wait_for 20 grep -q 1 "/sys/class/net/$right_dev/carrier"
	wait_for 20 grep -q 1 "/sys/class/net/bond0/carrier"
	must ip addr add 198.51.100.1/24 dev bond0
	must ip route add 10.1.0.0/16 via 198.51.100.254 metric 7
	must ip addr add 192.0.2.1/24 dev "$right_dev"
	must ip -6 addr add 2001:db8::1/64 dev "$right_dev" nodad
	must ip addr add 203.0.113.1/24 dev vlan5
	must ip route add 10.2.0.0/16 via 192.0.2.254 table 100
	must ip route add 10.5.0.0/16 via 203.0.113.9 dev vlan5
	must ip rule add from 192.0.2.1 lookup 100 priority 1000
}

modprobe bonding max_bonds=0
