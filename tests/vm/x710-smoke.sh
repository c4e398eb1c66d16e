# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated X710: stock i40e drives it, packets flow, and it survives a reload.
# topology: x710
# timeout: 90
# shellcheck shell=sh

. /lab/lib.sh

# works: gives the port an address and lets a packet go out and back
works() {
	dev=$(netdev x0)
	ip addr add 10.0.2.15/24 dev "$dev"
	ip link set "$dev" up
	wait_for 10 grep -q 1 "/sys/class/net/$dev/carrier" && ping -c 3 -W 2 10.0.2.2
}

carrier_is() {
	[ "$(cat "/sys/class/net/$dev/carrier")" = "$1" ]
}

dev=$(netdev x0)
check_eq "the driver" i40e "$(basename "$(readlink "/sys/class/net/$dev/device/driver")")"
check_has "the card's firmware" "$(dmesg | grep 'i40e.*nvm')" "fw 9.20.71847 api 1.15 nvm 9.20 0x8000d8c5"
check "it carries packets" works
check_eq "the speed in Mbit/s" 10000 "$(cat "/sys/class/net/$dev/speed")"
check_eq "no reference on the driver" 0 "$(refcnt i40e)"

lab_host link x0 off
check "a pulled cable is noticed" wait_for 20 carrier_is 0
lab_host link x0 on
check "and one that is plugged in" wait_for 20 carrier_is 1

for round in 1 2 3; do
	rmmod i40e
	modprobe i40e
	check "reload $round: it carries packets" works
done
finish
