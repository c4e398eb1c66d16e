# SPDX-License-Identifier: GPL-2.0-or-later
# Any driver that knows the hardware can take ports over: e1000e_zc, named with --to and --module. The
# other port of the same driver keeps its device. nicctl rollback takes such a move back.
# topology: ports
# nicctl: yes
# zc: e1000e_zc
# short-kernels: 6.1 6.12
# timeout: 180
# files: tests/lab/guest/handover.sh
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/handover.sh

up mgmt 10.0.2.15/24
ip route add default via 10.0.2.2 dev "$(netdev mgmt)"
for port in cap0 cap1; do
	ip link set "$(netdev $port)" up
done
function=$(address cap0)
name=$(netdev cap0)
index=$(cat "/sys/class/net/$(netdev cap1)/ifindex")
snapshot_set
remember e1000e

# hears: cap1 receives what cap0 sends
hears() {
	_before=$(cat "/sys/class/net/$(netdev cap1)/statistics/rx_packets")
	ip addr add 192.0.2.1/24 dev "$(netdev cap0)" 2>/dev/null
	arping -c 1 -w 1 -I "$(netdev cap0)" 192.0.2.9 >/dev/null
	[ "$(cat "/sys/class/net/$(netdev cap1)/statistics/rx_packets")" -gt "$_before" ]
}

expect_exit 0 nicctl configure-driver e1000e --strategy handover --ports "$name,$function" \
	--module /lab/zc/e1000e_zc.ko --yes
check_eq "e1000e_zc drives cap0" e1000e_zc "$(driver "$function")"
check_eq "e1000e still drives cap1" e1000e "$(driver "$(address cap1)")"
check_eq "cap0 has its name" "$name" "$(netdev cap0)"
check "cap0 has carrier" wait_for 20 grep -q 1 "/sys/class/net/$(netdev cap0)/carrier"
check "packets go" wait_for 10 hears
check_eq "cap1 is the device it was" "$index" "$(cat "/sys/class/net/$(netdev cap1)/ifindex")"
expect_exit 0 nicctl configure-driver e1000e --to e1000e_zc --stock --yes
check_eq "e1000e drives cap0 again" e1000e "$(driver "$function")"
check_eq "driver_override is empty again" "" "$(override "$function")"
check_set_same "e1000e_zc is gone, and nothing else"
check "packets go" wait_for 10 hears
check_eq "cap1 is the device it was" "$index" "$(cat "/sys/class/net/$(netdev cap1)/ifindex")"

step "a handover that is in force is taken back, and that, too"
addresses() {
	ip addr show dev "$(netdev cap0)" | grep -o 'inet 192.0.2.1/24'
}
check_eq "cap0 has an address" "inet 192.0.2.1/24" "$(addresses)"
expect_exit 0 nicctl configure-driver e1000e --strategy handover --ports "$name" \
	--module /lab/zc/e1000e_zc.ko --yes
check_eq "e1000e_zc drives cap0" e1000e_zc "$(driver "$function")"
expect_exit 0 nicctl rollback --dry-run
check_eq "a dry run moves nothing" e1000e_zc "$(driver "$function")"
expect_exit 0 nicctl rollback --yes
check_eq "e1000e drives cap0 again" e1000e "$(driver "$function")"
check_eq "driver_override is empty again" "" "$(override "$function")"
check_set_same "e1000e_zc is gone, and nothing else"
check_eq "cap0 has its address" "inet 192.0.2.1/24" "$(addresses)"
check_eq "and its name" "$name" "$(netdev cap0)"
expect_exit 0 nicctl rollback --yes
check_eq "the rollback taken back: e1000e_zc" e1000e_zc "$(driver "$function")"
check_eq "by driver_override" e1000e_zc "$(override "$function")"
check_eq "cap0 has its address" "inet 192.0.2.1/24" "$(addresses)"
ip route add default via 192.0.2.9 metric 50 dev "$(netdev cap0)"
expect_exit 3 nicctl rollback --yes
check_has "what has become important since is not taken down" "$said" "is protected"
check_eq "it is not" e1000e_zc "$(driver "$function")"
ip route del default via 192.0.2.9
expect_exit 0 nicctl rollback --yes
check_eq "e1000e drives cap0 in the end" e1000e "$(driver "$function")"
check_eq "cap1 is the device it was" "$index" "$(cat "/sys/class/net/$(netdev cap1)/ifindex")"
check_untouched e1000e
finish
