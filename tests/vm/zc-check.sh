# SPDX-License-Identifier: GPL-2.0-or-later
# zc-check says zero-copy of every queue of X710 and E810, with the stock drivers and with the ZC builds in
# their place and beside them; frames really come in that way; and a check leaves nothing behind, killed or
# not.
# topology: zc
# modules: ice i40e
# zc: ice i40e ice_zc i40e_zc
# tools: xsk
# programs: /bin/ip /usr/sbin/ethtool
# nicctl: yes
# timeout: 400
# shellcheck shell=sh

. /lab/lib.sh

xsk=/lab/tools/xsk

# sockets: how many AF_XDP sockets there are
sockets() {
	awk '$1 == "XDP" { print $3 }' /proc/net/protocols
}

no_sockets() {
	[ "$(sockets)" = 0 ]
}

# traces DEVICE: what a check might change, but for counters of packets that come in by themselves
traces() {
	ip -d link show dev "$1"
	ethtool -l "$1"
	ethtool -g "$1"
	ethtool -k "$1"
	ethtool -x "$1"
	ethtool -S "$1" | grep -E 'error|dropped|alloc|restart|xdp|busy'
	ls "/sys/class/net/$1/queues"
	grep . "/sys/class/net/$1"/queues/*/xps_cpus "/sys/class/net/$1/carrier_changes"
	echo "BPF programs: $($xsk programs)"
	dmesg | wc -l
}

up() {
	_dev=$(netdev "$1")
	echo 1 >"/proc/sys/net/ipv6/conf/$_dev/disable_ipv6"
	ip link set "$_dev" up
	# later than the carrier: the state is set by a work item, at most once a second
	wait_for 30 grep -q up "/sys/class/net/$_dev/operstate"
}

# checked PORT WHAT: every queue is in zero-copy, and nothing stays
checked() {
	_dev=$(netdev "$1")
	traces "$_dev" >/tmp/before
	expect_exit 0 nicctl zc-check "$_dev"
	check_has "$2: both queues" "$out" "zero-copy on every queue (2)"
	traces "$_dev" >/tmp/after
	check "$2: nothing stays behind" diff -U0 /tmp/before /tmp/after
	check_eq "$2: no socket" 0 "$(sockets)"
}

# receives FROM TO QUEUE WHAT: frames come in by this queue. RSS spreads what is sent to many addresses.
receives() {
	_from=$(netdev "$1")
	_to=$(netdev "$2")
	$xsk receive "$_to" "$3" 5 60 >/tmp/received 2>&1 &
	_receiver=$!
	wait_for 30 grep -q ready /tmp/received
	wait_for 30 grep -q 1 "/sys/class/net/$_to/carrier"
	ip addr add 10.7.0.1/24 dev "$_from"
	_n=10
	while [ -d "/proc/$_receiver" ] && [ $_n -lt 250 ]; do
		ip neigh replace "10.7.0.$_n" lladdr "$(cat "/sys/class/net/$_to/address")" dev "$_from"
		ping -c 1 -W 1 -I "$_from" "10.7.0.$_n" >/dev/null 2>&1 &
		usleep 50000
		_n=$((_n + 1))
	done
	wait $_receiver
	check_eq "$4: queue $3 receives in zero-copy" "ready received in zero-copy" \
		"$(tr '\n' ' ' </tmp/received | sed 's/received [0-9]* frames/received/; s/ $//')"
	ip addr flush dev "$_from"
}

# both PORT PORT WHAT
both() {
	up "$1"
	up "$2"
	checked "$1" "$3"
	checked "$2" "$3"
	receives "$1" "$2" 0 "$3"
	receives "$1" "$2" 1 "$3"
	checked "$2" "$3, after a capture"
}

function_of() {
	basename "$(readlink "/sys/class/net/$(netdev "$1")/device")"
}

# hand_over DRIVER PORT: installed as nicctl build does, so that list can tell where the driver is from
hand_over() {
	_function=$(function_of "$2")
	insmod "/lab/zc/${1}_zc.ko" "ports=${_function#0000:}"
	echo "$_function" >"/sys/bus/pci/devices/$_function/driver/unbind"
	echo "${1}_zc" >"/sys/bus/pci/devices/$_function/driver_override"
	echo "$_function" >/sys/bus/pci/drivers_probe
	wait_for 30 netdev "$2"
}

note "the stock drivers"
both x0 x1 "stock i40e"
both e0 e1 "stock ice"
snapshot_set
expect_exit 0 nicctl zc-check all
check_has "all ports" "$out" "zero-copy on every queue (8)"
check_set_same "no module was loaded"
expect_exit 0 nicctl zc-check all --json
check_eq "in JSON: modes" 8 "$(echo "$out" | grep -c '"mode": "zero-copy"')"
check_has "in JSON: all of them" "$out" '"is_zerocopy": true,
  "exit_code": 0'

note "a check that is killed"
dev=$(netdev x0)
traces "$dev" >/tmp/before
for wait_us in 20000 60000 100000 150000 250000 400000; do
	nicctl zc-check "$dev" >/dev/null &
	checker=$!
	usleep $wait_us
	kill -KILL $checker 2>/dev/null
	wait $checker
done
check "no socket stays" wait_for 20 no_sockets
traces "$dev" >/tmp/after
check "nor anything else" diff -U0 /tmp/before /tmp/after
checked x0 "after kills"

note "a port that is down; one with large frames"
ip link set "$dev" down
expect_exit 0 nicctl zc-check "$dev"
check_eq "it stays down" 0 "$(($(cat "/sys/class/net/$dev/flags") & 1))"
ip link set "$dev" mtu 9000
ip link set "$dev" up
case $LAB_KERNEL in
6.1) # the bind tells nothing of it
	expect_exit 0 nicctl zc-check "$dev"
	check_has "what it depends on is said" "$said" "for XDP programs that take fragments only: the MTU is 9000"
	;;
*)
	expect_exit 7 nicctl zc-check "$dev"
	check_has "the MTU is named" "$said" "copy only the driver does not take the port's settings: look at the MTU (it is 9000)"
	;;
esac
ip link set "$dev" mtu 1500

note "ports that must not be disturbed"
$xsk pass "$dev" >/tmp/passing &
passer=$!
wait_for 10 grep -q attached /tmp/passing
expect_exit 3 nicctl zc-check "$dev"
check_has "an XDP program is the reason" "$said" "an XDP program runs on it"
expect_exit 0 nicctl zc-check all
check_has "all leaves it out" "$out" "left out"
check_has "and checks the others" "$out" "zero-copy on every queue (6)"
expect_exit 0 nicctl zc-check "$dev" --disturb "$dev"
kill $passer
wait $passer
ip addr add 10.0.2.15/24 dev "$dev"
ip link set "$dev" up
ip route add default via 10.0.2.2 dev "$dev"
expect_exit 3 nicctl zc-check "$dev"
check_has "the default route is the reason" "$said" "default route (inet) -> $dev"
expect_exit 0 nicctl zc-check all --disturb "$dev"
check_has "--disturb has it checked" "$out" "zero-copy on every queue (8)"
ip addr flush dev "$dev"

note "ZC builds beside the stock drivers"
mkdir -p "/lib/modules/$(uname -r)/nicctl"
cp /lab/zc/*_zc.ko "/lib/modules/$(uname -r)/nicctl/"
depmod
hand_over i40e x1
hand_over ice e1
run nicctl list
check_has "list names i40e_zc" "$out" "i40e_zc: flavour=handover overlay="
check_has "list names ice_zc" "$out" "ice_zc: flavour=handover overlay="
both x0 x1 "i40e_zc"
both e0 e1 "ice_zc"
for function in $(function_of x1) $(function_of e1); do
	echo >"/sys/bus/pci/devices/$function/driver_override"
done
rmmod i40e_zc ice_zc i40e ice

note "ZC builds in place of the stock drivers"
insmod /lab/zc/i40e.ko
insmod /lab/zc/ice.ko
wait_for 30 netdev e1
wait_for 30 netdev x1
both x0 x1 "ZC i40e"
both e0 e1 "ZC ice"
finish
