# SPDX-License-Identifier: GPL-2.0-or-later
# The ports of a topology are there, named by their place in it, and carry packets; a port that is
# up takes no reference on its driver.
# topology: ports
# cpus: 2
# timeout: 60
# shellcheck shell=sh

. /lab/lib.sh

received() {
	[ "$(cat "/sys/class/net/$1/statistics/rx_packets")" -gt "$2" ]
}

check_eq "the topology's ports" "mgmt cap0 cap1" "$LAB_PORTS"
check_eq "two processors" 2 "$(nproc)"
mgmt=$(netdev mgmt)
cap0=$(netdev cap0)
cap1=$(netdev cap1)
check_eq "the capture ports' driver" e1000e \
	"$(basename "$(readlink "/sys/class/net/$cap0/device/driver")")"

ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up
check "the way out answers" wait_for 10 ping -c 1 -W 1 10.0.2.2

ip link set "$cap0" up
ip link set "$cap1" up
check "the capture ports have carrier" wait_for 10 grep -q 1 "/sys/class/net/$cap1/carrier"
before=$(cat "/sys/class/net/$cap1/statistics/rx_packets")
ip addr add 192.0.2.1/24 dev "$cap0"
ping -c 2 -W 1 192.0.2.9 >/dev/null 2>&1 &
check "what one sends the other receives" wait_for 10 received "$cap1" "$before"
check_eq "no reference on the driver" 0 "$(refcnt e1000e)"
finish
