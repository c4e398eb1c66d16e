# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl rxpath on cards with two queues, under real traffic: its figures are those of mpstat, sar and
# ethtool beside it, and each verdict that can be provoked is found: nothing, all interrupts on one CPU,
# one queue, a ring too small, losses in the card, a socket too slow. It changes nothing.
# topology: cards
# cpus: 2
# modules: pktgen udp_diag af_packet_diag sch_ingress cls_u32
# programs: /bin/bash /sbin/tc /usr/bin/mpstat /usr/bin/sar /usr/lib/sysstat/sadc /usr/sbin/ethtool
# nicctl: yes
# timeout: 400
# shellcheck shell=sh

. /lab/lib.sh

SECONDS_EACH=4
PKTGEN=/proc/net/pktgen

pgset() {
	echo "$2" >"$PKTGEN/$1"
}

# generator DEVICE FLOWS DELAY_NS COUNT: makes the second CPU's generator ready
generator() {
	pgset kpktgend_1 "rem_device_all"
	pgset kpktgend_1 "add_device $1"
	for _set in "pkt_size 200" "count $4" "delay $3" "dst 10.1.1.1" "dst_mac $target" "src_min 10.1.1.2" \
		"src_max 10.1.1.2" "udp_dst_min 9" "udp_dst_max 9" "udp_src_min 1000"; do
		pgset "$1" "$_set"
	done
	pgset "$1" "udp_src_max $((1000 + $2))"
	if [ "$2" -gt 1 ]; then pgset "$1" "flag UDPSRC_RND"; else pgset "$1" "flag !UDPSRC_RND"; fi
}

# start: and gives the rings time to be rid of what was there before
start() {
	pgset pgctrl start &
	sender=$!
	usleep 1500000
}

# work DEVICE: makes each packet cost as much as a firewall with many rules does
work() {
	tc qdisc add dev "$1" ingress
	for _n in $(seq 1000); do
		echo "filter add dev $1 ingress protocol ip u32 match u32 $_n 0xffffffff at 12"
	done | tc -batch -
}

stop() {
	pgset pgctrl stop
	wait "$sender"
}

# vectors DEVICE: the interrupts of its queues
vectors() {
	awk -v name="$1-TxRx" 'index($0, name) { sub(":", "", $1); print $1 }' /proc/interrupts
}

# all_to CPU..: the first vector to the first CPU named, and so on. An interrupt only moves when it comes
# once more, and a queue that is never empty has none: so a few packets come first.
all_to() {
	for _irq in $(vectors "$dev"); do
		echo "$1" >"/proc/irq/$_irq/smp_affinity_list"
		[ $# -eq 1 ] || shift
	done
	generator "$peer" 64 4000000 0
	start
	stop
}

# field NAME: a number or word of the last report
field() {
	printf '%s\n' "$out" | grep -o "\"$1\":\"*[a-z0-9-]*" | head -n 1 | sed 's/.*[":]//'
}

# near A B PERCENT PLUS: the two differ by no more than that
near() {
	awk -v a="$1" -v b="$2" -v p="$3" -v c="$4" 'BEGIN { d = a > b ? a - b : b - a; m = a > b ? a : b
		exit !(a != "" && b != "" && d <= m * p / 100 + c) }'
}

look() {
	run nicctl rxpath "$dev" --interval "${1:-2}" --json
}

# queue_packets: "TIME_CS PACKETS", the sum over all queues as ethtool has it
queue_packets() {
	echo "$(sed 's/ .*//; s/[.]//' /proc/uptime)" "$(ethtool -S "$dev" |
		awk -F: '/rx-[0-9]+.packets|rx_queue_[0-9]+_packets/ { n += $2 } END { print n }')"
}

# same_as_others CPU PERCENT POINTS: the tools run side by side; they begin and end some tenths of a second apart,
# and a flood goes as fast as the machine lets it, so that rates may differ by that
same_as_others() {
	cpu=$1
	mpstat -P "$cpu" "$SECONDS_EACH" 1 >/tmp/mpstat &
	_a=$!
	sar -n DEV "$SECONDS_EACH" 1 >/tmp/sar &
	_b=$!
	_begun=$(queue_packets)
	look "$SECONDS_EACH"
	_queues=$(queue_packets)
	_queues=$(echo "$_begun $_queues" | awk '{ print ($4 - $2) * 100 / ($3 - $1) }')
	wait "$_a" "$_b"
	_soft=$(awk '/^Average/ && $2 != "CPU" { print $8 }' /tmp/mpstat)
	_ours=$(printf '%s\n' "$out" | sed -n "s/.*{\"id\":$cpu,[^}]*\"soft_permille\":\([0-9]*\).*/\1/p")
	_pps=$(awk -v d="$dev" '/^Average/ && $2 == d { print $3 }' /tmp/sar)
	note "$kind: CPU $cpu %soft: mpstat $_soft, nicctl $_ours permille; packets/s: sar $_pps, ethtool $_queues, nicctl $(field packets_per_s)"
	check "$kind: %soft is that of mpstat" near "$_soft" "$(awk -v n="$_ours" 'BEGIN { print n / 10 }')" 0 "$3"
	check "$kind: packets a second are those of sar" near "$_pps" "$(field packets_per_s)" "$2" 5
	check "$kind: and those of ethtool" near "$_queues" "$(field packets_per_s)" "$2" 5
}

# provoke RECEIVER SENDER
provoke() {
	kind=$1
	dev=$(netdev "$1")
	peer=$(netdev "$2")
	target=$(cat "/sys/class/net/$dev/address")
	ip addr add 10.1.1.1/24 dev "$dev"
	ip link set "$dev" up
	ip link set "$peer" up
	echo 0 >"/proc/sys/net/ipv4/conf/$dev/rp_filter"
	wait_for 20 grep -q 1 "/sys/class/net/$dev/carrier"
	for _what in -g -l -x -c -k; do
		ethtool "$_what" "$dev" >"/tmp/before$_what"
	done

	look 1
	check_eq "$kind: idle: nothing limits" nothing "$(field limit)"

	all_to 0 1
	generator "$peer" 64 4000000 0
	start
	same_as_others 0 10 8
	check_eq "$kind: few packets: nothing limits" nothing "$(field limit)"
	stop

	# the generator has the second CPU, receiving the first
	all_to 0
	work "$dev"
	generator "$peer" 64 0 0
	start
	same_as_others 0 40 15
	check_eq "$kind: a flood with all interrupts on one CPU" one-cpu "$(field limit)"
	check_has "$kind: says what to do" "$out" smp_affinity_list
	stop

	generator "$peer" 1 0 0
	start
	usleep 2000000 # until the rings of the other queues are empty: the flood before filled them
	look
	check_eq "$kind: a flood of one flow" one-queue "$(field limit)"
	stop
	tc qdisc del dev "$dev" ingress

	lab_host fault "$1" 32
	generator "$peer" 64 4000000 0
	start
	look
	check_eq "$kind: the card loses packets" hardware "$(field limit)"
	check "$kind: as many as arrive" near "$(field missed_per_s)" "$(field packets_per_s)" 25 5
	stop

	# interrupts come late, and bursts are larger than the ring
	lab_host fault "$1" 64
	old_ring=$(ethtool -g "$dev" | awk '/^RX:/ { n = $2 } END { print n }')
	old_usecs=$(ethtool -c "$dev" | awk '/^rx-usecs:/ { print $2 }')
	ethtool -G "$dev" rx 64
	ethtool -C "$dev" adaptive-rx off rx-usecs 8000
	wait_for 20 grep -q 1 "/sys/class/net/$dev/carrier"
	all_to 0
	generator "$peer" 1 0 400
	(while :; do pgset pgctrl start; usleep 300000; done) &
	bursts=$!
	usleep 500000
	look 3
	check_eq "$kind: a ring too small for bursts" ring "$(field limit)"
	check_has "$kind: names the larger ring" "$out" "ethtool -G $dev rx"
	kill "$bursts"
	wait "$bursts"
	pgset pgctrl stop
	ethtool -G "$dev" rx "$old_ring"
	ethtool -C "$dev" rx-usecs "$old_usecs"
	ethtool -C "$dev" adaptive-rx on
	lab_host fault "$1" 0
	wait_for 20 grep -q 1 "/sys/class/net/$dev/carrier"

	# somebody who listens and never reads
	bash -c 'exec 7<>/dev/udp/10.1.1.2/1000; exec sleep 1000' &
	listener=$!
	wait_for 20 grep -q ' 0201010A:03E8 ' /proc/net/udp
	all_to 0 1
	generator "$peer" 1 1000000 0
	port=$(awk '$3 == "0201010A:03E8" { print substr($2, 10) }' /proc/net/udp)
	pgset "$peer" "udp_dst_min $((0x$port))"
	pgset "$peer" "udp_dst_max $((0x$port))"
	pgset "$peer" "udp_src_max 1000"
	start
	look
	check_eq "$kind: an application that does not read" socket "$(field limit)"
	stop
	kill -KILL "$listener"

	for _what in -g -l -x -c -k; do
		ethtool "$_what" "$dev" >"/tmp/after$_what"
		check "$kind: ethtool $_what says what it said before" diff "/tmp/before$_what" "/tmp/after$_what"
	done
	ip addr flush dev "$dev"
	pgset kpktgend_1 "rem_device_all"
}

for module in pktgen udp_diag af_packet_diag sch_ingress cls_u32; do
	modprobe "$module"
done
snapshot_set
# each card on one kernel; the long run has both on both
if [ "$LAB_KERNEL" = 6.1 ] || [ "$LAB_LONG" = 1 ]; then provoke x0 x1; fi
if [ "$LAB_KERNEL" != 6.1 ] || [ "$LAB_LONG" = 1 ]; then provoke e0 e1; fi
expect_exit 0 nicctl rxpath "$(netdev x0)" --count 2
check_has "text ends with a verdict" "$said" "Verdict"
expect_exit 1 nicctl rxpath nope0
check_has "a device that is not there" "$said" "no network device 'nope0'"
expect_exit 2 nicctl rxpath lo --count 0
expect_exit 2 nicctl rxpath
check_set_same "no module came or went"
finish
