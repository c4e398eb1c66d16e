# SPDX-License-Identifier: GPL-2.0-or-later
# Real ports: management on virtio, capture on e1000e. The protected driver is refused, the capture
# driver reloaded; its ports come back, and management never loses a packet.
# topology: ports
# modules: bonding 8021q
# nicctl: yes
# programs: /bin/ip
# cpus: 2
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh

mgmt=$(netdev mgmt)
cap0=$(netdev cap0)
ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up
ip route add default via 10.0.2.2
check "the way out answers" wait_for 10 ping -c 1 -W 1 10.0.2.2
ip link set "$cap0" up
snapshot_set
mgmt_driver=$(basename "$(readlink "/sys/class/net/$mgmt/device/driver")")
remember e1000e "$mgmt_driver"

expect_exit 3 nicctl configure-driver "$mgmt_driver" --yes
check_has "the management port is protected" "$said" "default route (inet) -> $mgmt"
check_untouched "$mgmt_driver" e1000e

run nicctl list
check_has "the list has the capture port" "$out" "$cap0"
check_has "and says what is protected" "$said" "default route"

ping -i 0.2 10.0.2.2 >/tmp/ping 2>&1 &
pinger=$!
cap_pci=$(basename "$(readlink -f "/sys/class/net/$cap0/device")")
expect_exit 0 nicctl configure-driver e1000e --yes
check_reloaded e1000e
check_untouched "$mgmt_driver"
check "the capture port is bound again" [ -e "/sys/bus/pci/drivers/e1000e/$cap_pci" ]
check "with a network device" [ -n "$(ls "/sys/bus/pci/devices/$cap_pci/net")" ]
kill -INT $pinger
wait $pinger
keep /tmp/ping
check "pings were answered meanwhile" [ "$(grep -c seq= /tmp/ping)" -gt 3 ]
# the last one may have been under way when ping ended
check_eq "no ping of the management port was lost" "" \
	"$(sed -n 's/.*seq=\([0-9]*\) .*/\1/p' /tmp/ping | awk '$1 != NR - 1 { print "before " $1; exit }')"
check_set_same "the loaded modules are the same"

note "the session's way is protected as well, without any default route"
ip route del default
remember "$mgmt_driver"
SSH_CONNECTION="10.0.2.2 50000 10.0.2.15 22" expect_exit 3 nicctl configure-driver "$mgmt_driver" --yes
check_has "the session is the reason" "$said" "this session (from 10.0.2.2)"
check_untouched "$mgmt_driver"

note "a process with the clock of a capture port open is named; a port in a namespace is refused"
cap0=$(ls "/sys/bus/pci/devices/$cap_pci/net")
if [ -e /dev/ptp0 ]; then
	exec 6</dev/ptp0
	run nicctl configure-driver e1000e --dry-run
	check_has "the user of the clock is named" "$said" "/dev/ptp"
	exec 6<&-
fi
ip netns add elsewhere
ip link set "$cap0" netns elsewhere
remember e1000e
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "the namespace is the reason" "$said" "network namespace 'elsewhere'"
check_untouched e1000e
finish
