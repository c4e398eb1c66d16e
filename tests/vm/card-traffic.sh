# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated cards carry data unharmed, with the offloads that the drivers switch on: TCP from one port
# to the other, in a network namespace, over IPv4 and IPv6, with large frames and in a VLAN.
# topology: cards
# modules: 8021q
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh

SIZE_MB=4

# there COMMAND...: in the namespace of the second port
there() {
	nsenter -n -t "$space" "$@"
}

# carried ADDRESS: what is sent to the listener there arrives as it was
carried() {
	# the listener's own input must not end before the data does
	there timeout 30 nc -l -p 6000 <&6 >/tmp/received &
	listener=$!
	wait_for 20 there sh -c 'netstat -ltn | grep -q :6000'
	timeout 30 nc "$1" 6000 </tmp/sent || return 1
	wait "$listener"
	cmp /tmp/sent /tmp/received
}

# addresses DEVICE WHERE HOST NET4 NET6: those of one side; WHERE is nothing or `there`
addresses() {
	$2 ip addr add "$4.$3/24" dev "$1"
	$2 ip -6 addr add "fd00:$5::$3/64" dev "$1"
	$2 ip link set "$1" up
}

# pair KIND: everything over the two ports of a card
pair() {
	here=$(netdev "${1}0")
	far=$(netdev "${1}1")
	unshare -n sleep 1000 &
	space=$!
	wait_for 20 sh -c "[ \$(readlink /proc/$space/ns/net) != \$(readlink /proc/self/ns/net) ]"
	ip link set "$far" netns "$space"
	addresses "$here" "" 1 10.1.1 1
	addresses "$far" there 2 10.1.1 1
	check "$1: it answers" wait_for 20 ping -c 1 -W 1 10.1.1.2
	check "$1: TCP over IPv4" carried 10.1.1.2
	wait_for 20 ping -6 -c 1 -W 1 fd00:1::2
	check "$1: TCP over IPv6" carried fd00:1::2
	ip link set "$here" mtu 9000
	there ip link set "$far" mtu 9000
	wait_for 20 ping -c 1 -W 1 10.1.1.2
	check "$1: TCP in large frames" carried 10.1.1.2
	ip link add link "$here" name v5 type vlan id 5
	there ip link add link "$far" name v5 type vlan id 5
	addresses v5 "" 1 10.1.5 5
	addresses v5 there 2 10.1.5 5
	wait_for 20 ping -c 1 -W 1 10.1.5.2
	check "$1: TCP in a VLAN" carried 10.1.5.2
	ip link del v5
	ip addr flush dev "$here"
	kill "$space"
	wait_for 10 netdev "${1}1"
}

mkfifo /tmp/open
exec 6<>/tmp/open
dd if=/dev/urandom of=/tmp/sent bs=1M count="$SIZE_MB" 2>/dev/null
pair x
pair e
finish
