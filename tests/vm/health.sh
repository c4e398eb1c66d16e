# SPDX-License-Identifier: GPL-2.0-or-later
# The protected path breaks while ice is reloaded on the other card: the gateway falls silent although the
# link has carrier and the route is in the table, or the cable is pulled. nicctl notices it in between,
# says which probe and step, and takes the change back. A gateway that never answered is no reason.
# topology: incident
# modules: irdma
# nicctl: yes
# short-kernels: 6.1
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

# breaks HOW MEND: what happens to mgmt as soon as it was probed, and as soon as nicctl rolls back
breaks() {
	remember i40e ib_core ib_uverbs
	nicctl configure-driver ice --yes --timeout 20 >/tmp/out 2>&1 &
	_runner=$!
	wait_for 60 grep -q 'probes before the change' /tmp/out
	# shellcheck disable=SC2086 # words
	lab_host $1
	wait_for 60 grep -q 'rolling back' /tmp/out
	# shellcheck disable=SC2086 # words
	lab_host $2
	wait $_runner
	check_eq "$1: rolled back" 4 $?
	note_file run /tmp/out
	tr -s '[:space:]' ' ' </tmp/out >/tmp/said
	check_untouched i40e ib_core ib_uverbs
	check_set_same "$1: the loaded modules are the same"
	check "$1: afterwards all probes pass again" grep -q 'probes after the rollback: 3 of 3 pass' /tmp/out
}

for dev in /proc/sys/net/ipv6/conf/*/accept_ra; do
	echo 0 >"$dev"
done
dev=$(netdev mgmt)
ip addr add 10.0.2.15/24 dev "$dev"
ip link set "$dev" up
check "the gateway answers" wait_for 20 ping -c 1 -W 1 10.0.2.2
ip route add default via 10.0.2.2
ip route add 198.51.100.0/24 via 10.0.2.2
modprobe irdma
snapshot_set
export SSH_CONNECTION="198.51.100.7 5000 10.0.2.15 22"
chain="default route (inet) -> $dev"

step "the gateway falls silent, nothing else"
breaks "fault mgmt 16" "fault mgmt 0"
check "which probe, and which path" grep -q "10.0.2.2 does not answer on $dev any more; it is the way $chain" /tmp/said
check "and after which step" grep -q "a protected path is broken after " /tmp/said
check "the route is in the table all the same" [ -n "$(ip route show default)" ]

step "the cable is pulled"
breaks "link mgmt off" "link mgmt on"
check "which probe, and which path" grep -q "$dev has no carrier any more; it is the way $chain" /tmp/said

step "a gateway that has never answered"
unset SSH_CONNECTION
ip route replace default via 10.0.2.99 dev "$dev"
expect_exit 0 nicctl configure-driver ice --yes
check_has "it is told" "$said" "not tested, it failed before the change: 10.0.2.99 answers on $dev"
check_has "the other probe is not given up for it" "$said" "1 of 1 that passed before pass now"
check_set_same "the loaded modules are the same"
ip route replace default via 10.0.2.2 dev "$dev"

step "what a round of probes costs, and JSON"
expect_exit 0 nicctl configure-driver ice --yes --json-stream
check_has "the stream tells of the probes" "$out" "before the change: 2 of 2 pass"
check_has "the report has them one by one" "$out" '"kind":"neighbour"'
check_untouched i40e
check "the gateway answers" ping -c 1 -W 2 10.0.2.2

step "ports that have each other's names come back with them"
a=$(netdev cap0)
b=$(netdev cap1)
ip link set "$a" name aside
ip link set "$b" name "$a"
ip link set aside name "$b"
expect_exit 0 nicctl configure-driver ice --yes
check_eq "the names are those from before, not the kernel's" "$b $a" "$(netdev cap0) $(netdev cap1)"
check_not "no name is left aside" sh -c 'ls /sys/class/net | grep -q ^nicctl'
finish
