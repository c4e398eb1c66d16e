# SPDX-License-Identifier: GPL-2.0-or-later
# A broken E810: what each fault of the model does to stock ice when it is inserted, and that a mended
# card works again with the next insertion.
# topology: e810
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

# works [SECONDS]: how long its link may take
works() {
	dev=$(netdev e0) || return 1
	ip addr replace 10.0.2.15/24 dev "$dev"
	ip link set "$dev" up
	wait_for "${1:-20}" grep -q 1 "/sys/class/net/$dev/carrier" && ping -c 2 -W 2 10.0.2.2
}

# with FAULT COMMAND...: ice inserted into a card with that fault; runs the command; mends the card
with() {
	rmmod ice
	# shellcheck disable=SC2086 # two words
	lab_host $1
	before=$(dmesg | wc -l)
	begin=$(cut -d. -f1 /proc/uptime)
	run modprobe ice
	took=$(($(cut -d. -f1 /proc/uptime) - begin))
	note "$1: modprobe ended with $rc after $took s"
	dmesg | tail -n "+$((before + 1))" | sed -n 's/.*\(ice 0000:.*\)/\1/p' | grep 'fail\|error\|Unable' | grep -v firmware: | tail -2 >"$LAB_TMP/said"
	note_file ice "$LAB_TMP/said"
	what=$1
	shift
	"$@"
	case $what in
	link*) lab_host link e0 on ;;
	fault-op*) lab_host fault-op e0 0 ;;
	*) lab_host fault e0 0 ;;
	esac
	rmmod ice
	modprobe ice
	check "$what, mended: it carries packets" works
}

no_port() {
	check_not "$what: no port" netdev e0
}

late() {
	check "$what: ice waits" [ "$took" -ge 4 ]
	check "$what: and goes on as if nothing were" works
}

deaf() {
	check "$what: there is a port" netdev e0
	check_not "$what: it carries no packets" works 5
}

with "fault e0 1" no_port
with "fault e0 2" late
with "fault e0 4" no_port
with "fault-op e0 0x000a" no_port
with "fault e0 8" deaf
with "fault e0 16" deaf
with "link e0 off" deaf
finish
