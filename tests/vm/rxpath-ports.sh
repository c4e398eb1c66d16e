# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl rxpath on ports of other drivers: e1000e counts what its card lost, virtio_net does not, and
# nicctl says so; what it measures is what sar measures, and on the way out what tc measures.
# topology: ports
# modules: pktgen udp_diag af_packet_diag sch_tbf
# programs: /bin/bash /sbin/tc /usr/bin/sar /usr/lib/sysstat/sadc
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

# near A B: within 15 %
near() {
	awk -v a="$1" -v b="$2" 'BEGIN { d = a > b ? a - b : b - a; exit !(a > 0 && d <= (a > b ? a : b) * 0.15 + 5) }'
}

field() {
	printf '%s\n' "$out" | grep -o "\"$1\":\"*[a-z0-9-]*" | head -n 1 | sed 's/.*[":]//'
}

pgset() {
	echo "$2" >"/proc/net/pktgen/$1"
}

for module in pktgen udp_diag af_packet_diag sch_tbf; do
	modprobe "$module"
done
snapshot_set
receiver=$(netdev cap0)
sender=$(netdev cap1)
ip link set "$receiver" up
ip link set "$sender" up
wait_for 20 grep -q 1 "/sys/class/net/$receiver/carrier"
pgset kpktgend_0 "add_device $sender"
for set in "count 0" "delay 4000000" "dst 10.1.1.1" "dst_mac $MAC_cap0"; do
	pgset "$sender" "$set"
done
pgset pgctrl start &
sar -n DEV 4 1 >/tmp/sar &
run nicctl rxpath "$receiver" --interval 4 --json
wait "$!"
check "packets a second are those of sar" near "$(awk -v d="$receiver" '/^Average/ && $2 == d { print $3 }' /tmp/sar)" \
	"$(field packets_per_s)"
check_eq "nothing limits" nothing "$(field limit)"
check_eq "e1000e counts what the card loses" 0 "$(field missed_per_s)"
check "the vector of the receive queue is found" [ "$(field per_s)" -gt 0 ]
pgset pgctrl stop

# more is sent than the queueing discipline lets out
qdisc_drops() {
	tc -s qdisc show dev "$receiver" | sed -n 's/.*(dropped \([0-9]*\),.*/\1/p'
}
drops_begun() {
	[ "$(qdisc_drops)" -gt 0 ]
}
tc qdisc add dev "$receiver" root tbf rate 8kbit burst 1600 limit 3000
ip addr add 10.2.2.1/24 dev "$receiver"
ip route add 239.0.0.0/8 dev "$receiver"
bash -c 'while :; do echo x >/dev/udp/239.1.1.1/9; done' &
flood=$!
wait_for 20 drops_begun
drops=$(qdisc_drops)
run nicctl rxpath "$receiver" --interval 2 --json
drops=$(($(qdisc_drops) - drops))
kill "$flood"
note "dropped by the queueing discipline: tc $drops, nicctl $(field qdisc_dropped_per_s) a second for 2 s"
check_eq "the queueing discipline is named" tbf "$(field qdisc)"
check "packets wait in it" [ "$(field backlog_packets)" -gt 0 ]
check "it drops packets" [ "$(field qdisc_dropped_per_s)" -gt 10 ]
check "about as many as tc says" [ $((2 * $(field qdisc_dropped_per_s))) -le "$drops" ]
check_has "that is a note, no verdict on receiving" "$out" "dropped by the queueing discipline tbf"
tc qdisc del dev "$receiver" root
ip addr flush dev "$receiver"

run nicctl rxpath "$(netdev mgmt)" --json
check_eq "virtio_net has no such counter" null "$(field missed_per_s)"
check_has "and that is said" "$out" "no counter for losses in the card"
check_has "its vector is found" "$out" "input.0"
ip link set "$receiver" down
run nicctl rxpath "$receiver"
check_has "a port that is down" "$said" "the device is down"
check_set_same "no module came or went"
finish
