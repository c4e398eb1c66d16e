# SPDX-License-Identifier: GPL-2.0-or-later
# An X710 breaks, and mends, at each step of a handover, of a reload, and of the way back of both: while the
# driver is loaded, between unbind and bind, inside the bind, while the module beside is removed again. Each
# time either all is as before, or the report names the port that is lost and no other; the other port of the
# driver and the other card do not notice. Then the same of a reload of ice under resets of an E810 that somebody
# else asked for.
# topology: cards
# modules: bonding 8021q
# nicctl: yes
# zc: i40e_zc
# tools: killat
# programs: /bin/ip
# files: tests/lab/guest/faults.sh
# timeout: 200
# long-timeout: 400
# expect-kernel: (i40e(_zc)?|ice) 0000
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086 # for faults.sh; words

. /lab/lib.sh

function_of() {
	basename "$(readlink -f "/sys/class/net/$(netdev "$1")/device")"
}

stock=i40e beside=ice
f0=$(function_of x0)
f1=$(function_of x1)
g0=$(function_of e0)
g1=$(function_of e1)
functions="$f0 $f1"
# the first admin command of a probe that can fail alone
CAPABILITIES=10
. /lab/files/faults.sh

picture() {
	{
		ip -o link show | sed 's/^[0-9]*: //; s/ state [A-Z]* / /; s/@.*: / /; s/link-netns.*//'
		ip -o addr show | sed 's/^[0-9]*: //; s/ tentative//; s/valid_lft.*//' | grep -v fe80
		ip -4 route show table all
		ip rule
		grep -s . /sys/class/net/*/bonding/slaves
		stat -c '%n %i' /sys/module/$beside
		[ ! -e /tmp/moved ] || cat "/sys/class/net/$(netdev x0)/ifindex"
	} | sort >"$1"
}

mend() {
	for _port in x0 x1; do
		lab_host fault $_port 0
		lab_host fault-op $_port 0
		lab_host link $_port on
	done
	for _function in $functions; do
		[ -e "/sys/bus/pci/devices/$_function/driver" ] || echo "$_function" >/sys/bus/pci/drivers/i40e/bind
	done
	ip link set "$(netdev x1)" up
	stage
}

# stage: what x1 carries, whatever of it is there already
stage() {
	_dev=$(netdev x1)
	echo 0 >"/proc/sys/net/ipv6/conf/$_dev/accept_ra"
	ip link set "$_dev" up
	ip link add link "$_dev" name vlan5 type vlan id 5
	ip link set vlan5 up
	ip addr replace 192.0.2.1/24 dev "$_dev"
	ip addr replace 203.0.113.1/24 dev vlan5
	ip route replace 10.2.0.0/16 via 192.0.2.254 table 100
	ip rule | grep -q 'lookup 100' || ip rule add from 192.0.2.1 lookup 100 priority 1000
	wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier"
	wait_for 20 grep -q 1 "/sys/class/net/vlan5/carrier"
} 2>/dev/null

move="configure-driver i40e --strategy handover --ports $f1 --module /lab/zc/i40e_zc.ko"
reload="configure-driver i40e"
ip link set "$(netdev x0)" up
ip addr add 192.0.2.9/32 dev "$(netdev x0)"
wait_for 20 grep -q 1 "/sys/class/net/$(netdev x0)/carrier"
mend
remember ice i40e
touch /tmp/moved

# moves: those of a normal run
moves() {
	step "handover: broken between unbind and bind, for good"
	faulty $move <<-EOT
		after write */i40e/unbind|1|fault-op x1 $CAPABILITIES
	EOT
	check_truth "probe fails for good" "5, rollback incomplete"
	check_has "it names the port" "$said" "the port $f1 is not bound to a driver any more (was i40e)"
	mend

	step "handover: no link after the move; broken while the module beside is removed on the way back"
	faulty $move <<-EOT
		after write */i40e_zc/bind|1|link x1 off
		before write */i40e_zc/unbind|1|link x1 on
		before delete_module *|1|fault-op x1 $CAPABILITIES
		after delete_module *|1|fault-op x1 0
	EOT
	check_truth "way back: removal" "4, rolled back"
}

more_moves() {
	step "handover: the bind fails, and later works"
	faulty $move <<-EOT
		before *init_module *|1|fault-op x1 $CAPABILITIES
		after write */i40e_zc/bind|1|fault-op x1 0
	EOT
	check_truth "probe fails once" "4, rolled back"

	step "handover: no link after the move; on the way back the old driver cannot have it"
	faulty $move <<-EOT
		after write */i40e_zc/bind|1|link x1 off
		after write */i40e_zc/unbind|1|fault-op x1 $CAPABILITIES
	EOT
	check_truth "way back: bind fails" "5, rollback incomplete"
	mend
}

reloads() {
	step "reload: one of two ports is missing after the load, and later works"
	faulty $reload <<-EOT
		before *init_module *|1|fault-op x1 $CAPABILITIES
		before delete_module *|2|fault-op x1 0
	EOT
	check_truth "port missing" "4, rolled back"
}

more_reloads() {
	step "reload: no link after the load; on the way back one of two ports does not come"
	faulty $reload <<-EOT
		after *init_module *|1|link x1 off
		before delete_module *|2|link x1 on
		after delete_module *|2|fault-op x1 $CAPABILITIES
	EOT
	check_truth "way back: port missing" "5, rollback incomplete"
	check_has "it names the port" "$said" "the port $f1 is not bound to a driver any more (was i40e)"
	check "the other port works" grep -q 1 "/sys/class/net/$(netdev x0)/carrier"
	mend
}

resets() {
	step "an E810 is reset by somebody else while its driver is removed, and right after the load"
	faulty configure-driver ice <<-EOT
		before delete_module *|1|reset e1 core
		after *init_module *|1|reset e0 global
	EOT
	check_truth "E810: resets" "0, done"
}

more_resets() {
	step "an E810 does not come after the load, and later does"
	faulty configure-driver ice <<-EOT
		before *init_module *|1|fault e1 4
		before delete_module *|2|fault e1 0
	EOT
	check_truth "E810: port missing" "4, rolled back"
}

moves
[ "$LAB_LONG" != 1 ] || more_moves
rm /tmp/moved
reloads
[ "$LAB_LONG" != 1 ] || more_reloads
check_untouched ice

patience=15 stock=ice beside=i40e functions="$g0 $g1"
remember i40e
ip link set "$(netdev e1)" up
wait_for 20 grep -q 1 "/sys/class/net/$(netdev e1)/carrier"
resets
[ "$LAB_LONG" != 1 ] || more_resets
check_untouched i40e
finish
