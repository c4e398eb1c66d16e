# SPDX-License-Identifier: GPL-2.0-or-later
# A broken X710: what each fault of the model does to stock i40e when it is inserted, and that a mended
# card works again with the next insertion.
# topology: x710
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

# works [SECONDS]: how long its link may take
works() {
	dev=$(netdev x0) || return 1
	ip addr replace 10.0.2.15/24 dev "$dev"
	ip link set "$dev" up
	wait_for "${1:-20}" grep -q 1 "/sys/class/net/$dev/carrier" && ping -c 2 -W 2 10.0.2.2
}

# with FAULT COMMAND...: i40e inserted into a card with that fault; runs the command; mends the card
with() {
	rmmod i40e
	# shellcheck disable=SC2086 # two words
	lab_host $1
	before=$(dmesg | wc -l)
	begin=$(cut -d. -f1 /proc/uptime)
	run modprobe i40e
	note "$1: modprobe ended with $rc after $(($(cut -d. -f1 /proc/uptime) - begin)) s"
	dmesg | tail -n "+$((before + 1))" | sed -n 's/.*\(i40e 0000:.*\)/\1/p' | grep -i 'fail\|error\|checksum' | tail -2 >"$LAB_TMP/said"
	note_file i40e "$LAB_TMP/said"
	what=$1
	shift
	"$@"
	case $what in
	link*) lab_host link x0 on ;;
	fault-op*) lab_host fault-op x0 0 ;;
	*) lab_host fault x0 0 ;;
	esac
	rmmod i40e
	modprobe i40e
	check "$what, mended: it carries packets" works
}

no_port() {
	check_not "$what: no port" netdev x0
}

deaf() {
	check "$what: there is a port" netdev x0
	check_not "$what: it carries no packets" works 5
}

with "fault x0 1" no_port
with "fault x0 2" no_port
with "fault x0 4" deaf
with "fault-op x0 0x000a" no_port
with "fault x0 8" deaf
with "fault x0 16" deaf
with "link x0 off" deaf
finish
