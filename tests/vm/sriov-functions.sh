# SPDX-License-Identifier: GPL-2.0-or-later
# ice is reloaded under virtual functions that somebody uses: one has a network device in the host with a name,
# MAC, MTU, addresses, routes and a VLAN, one is kept by pci-stub, one is bound to its driver by name, one has
# no driver. All of that is as before afterwards, and so it is after nicctl rollback, and when the cable is pulled
# and the change is rolled back. (The functions of the lab's E810 have nothing behind them: a fixture makes their
# network devices, as late as a real driver does. vfio-pci takes none without an IOMMU.)
# topology: sriov
# modules: pci-stub 8021q
# fixtures: nicvf
# files: tests/lab/guest/netstate.sh
# programs: /bin/ip /sbin/bridge /sbin/ethtool /sbin/tc
# nicctl: yes
# timeout: 150
# expect-kernel: ice 0000
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

cap0=$(netdev cap0)
pf=$(basename "$(readlink -f "/sys/class/net/$cap0/device")")

# function N: its address
function_() {
	basename "$(readlink "/sys/bus/pci/devices/$pf/virtfn$1")"
}

# drivers: what each function of the port belongs to
drivers() {
	for _vf in 0 1 2 3; do
		_path=/sys/bus/pci/devices/$(function_ $_vf)
		echo "$_vf $(basename "$(readlink "$_path/driver")" .) $(cat "$_path/driver_override")"
	done
}

# look FOLDER
look() {
	rm -rf "$1"
	state "$1"
	drivers >"$1/drivers"
}

# check_same WHAT
check_same() {
	look /tmp/now
	sleep 1
	diff -r /tmp/before /tmp/now >/dev/null || look /tmp/now
	check "$1: drivers, devices, addresses, routes are as before" diff -r -U0 /tmp/before /tmp/now
	check_not "$1: nothing is said to differ" sh -c "printf '%s' \"\$1\" | grep -q ' network '" sh "$said"
}

# give FUNCTION DRIVER
give() {
	_vf=$(function_ "$1")
	echo "$2" >"/sys/bus/pci/devices/$_vf/driver_override"
	echo "$_vf" >"/sys/bus/pci/devices/$_vf/driver/unbind"
	echo "$_vf" >/sys/bus/pci/drivers_probe
	check "function $1 belongs to $2" [ -e "/sys/bus/pci/drivers/$2/$_vf" ]
}

step "settings"
must insmod /lab/fixtures/nicvf.ko
modprobe pci-stub
must ip link set "$cap0" up
echo 4 >"/sys/bus/pci/devices/$pf/sriov_numvfs"
vf0=/sys/bus/pci/devices/$(function_ 0)/net
wait_for 10 sh -c "ls $vf0 | grep -q eth"
must ip link set "$cap0" vf 0 mac 02:00:00:00:bb:01
give 1 pci-stub
give 2 nicvf
_vf=$(function_ 3)
echo "$_vf" >"/sys/bus/pci/devices/$_vf/driver/unbind"
dev=$(ls "$vf0")
must ip link set "$dev" name guests0
must ip link set guests0 address 02:00:00:00:bb:01 mtu 1400 txqueuelen 77 alias "for the guests"
must ip link property add dev guests0 altname the-first-function
echo 0 >/proc/sys/net/ipv6/conf/guests0/accept_redirects
must ip link set guests0 up
must ip addr add 192.0.2.50/24 dev guests0
must ip route add 10.9.0.0/16 via 192.0.2.254 dev guests0 table 100
must ip rule add from 192.0.2.50 lookup 100 priority 1000
must ip link add link guests0 name vlan8 type vlan id 8
must ip link set vlan8 up
must ip addr add 203.0.113.8/24 dev vlan8
wait_for 20 grep -q 1 "/sys/class/net/$cap0/carrier"
look /tmp/before
keep /tmp/before
for part in "guests0.*mtu 1400" "vlan8"; do
	check "it is set: $part" grep -q "$part" /tmp/before/links
done

step "the reload"
remember ice nicvf
expect_exit 0 nicctl configure-driver ice --yes
check_same "reload"
check_reloaded ice
check_untouched nicvf

step "nicctl rollback"
expect_exit 0 nicctl rollback --yes
check_same "nicctl rollback"

step "the cable is pulled"
remember ice
mkdir -p /etc/nicctl.d/ice
{
	echo '#!/bin/sh'
	sed -n '/^lab_host()/,/^}/p' /lab/lib.sh
	echo 'lab_host link cap0 off'
} >/etc/nicctl.d/ice/break.pre
chmod 755 /etc/nicctl.d/ice/break.pre
nicctl configure-driver ice --yes --timeout 4 >/tmp/out 2>&1 &
runner=$!
wait_for 60 grep -q 'rolling back' /tmp/out
lab_host link cap0 on
wait $runner
check_eq "it is rolled back" 4 $?
said=$(tr -s '[:space:]' ' ' </tmp/out)
note_file run /tmp/out
check_same "rolled back"
check_reloaded ice
rm /etc/nicctl.d/ice/break.pre

finish
