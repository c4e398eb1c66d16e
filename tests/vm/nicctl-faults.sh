# SPDX-License-Identifier: GPL-2.0-or-later
# The driver that loads and does not work: the card breaks between removal and insertion. nicctl looks at
# the ports, takes the change back, and says the truth when the way back meets the same broken card.
# Management on the other card is never touched.
# topology: incident
# modules: irdma
# nicctl: yes
# timeout: 500
# expect-kernel: ice 0000
# shellcheck shell=sh

. /lab/lib.sh

# The card breaks after nicctl has taken its facts and before the first step.
mkdir -p /etc/nicctl.d/ice
cat >/etc/nicctl.d/ice/break.pre <<'HOOK'
#!/bin/sh
. /tmp/lab_host
while read -r action; do
	lab_host $action || exit 1
done </tmp/break
HOOK
chmod 755 /etc/nicctl.d/ice/break.pre
sed -n '/^lab_host()/,/^}/p' /lab/lib.sh >/tmp/lab_host

# ports_up: both capture ports are up and have carrier
ports_up() {
	for _port in cap0 cap1; do
		_dev=$(netdev $_port) || return 1
		ip link set "$_dev" up
		wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier" || return 1
	done
}

# mend: the card works again, and so does the driver on it
mend() {
	lab_host fault cap0 0
	lab_host fault cap1 0
	lab_host link cap0 on
	lab_host link cap1 on
	rmmod irdma 2>/dev/null
	rmmod ice
	modprobe ice
	modprobe irdma
	check "mended: the ports work" ports_up
}

# broken ACTION... : what happens to a reload when the card breaks like this
broken() {
	what=$*
	printf '%s\n' "$@" >/tmp/break
	remember i40e ice irdma
	before=$(cat "/sys/class/net/$mgmt/ifindex")
	run nicctl configure-driver ice --yes --timeout 4
	check_eq "$what: the way back meets the same card: exit" 5 "$rc"
	check_has "$what: it says what is lost" "$said" "$lost"
	check_untouched i40e
	check_eq "$what: the management port is the one it was" "$before" "$(cat "/sys/class/net/$mgmt/ifindex")"
	check "$what: and answers" ping -c 1 -W 2 10.0.2.2
	check_set_same "$what: the loaded modules are the same"
	mend
}

# status_of CODE: 4 also for a rollback after which nothing differs but what a cable has negotiated: it was read while
# that was pulled out, before the first step
status_of() {
	if [ "$1" -eq 5 ] && ! grep -q DIFFERS /tmp/out && grep -q '^ *network .*: \(pause\|link-modes\) ' /tmp/out; then
		echo 4
	else
		echo "$1"
	fi
}

# mended_for_rollback ACTION...: the card recovers as soon as nicctl gives up: the rollback succeeds
recovers() {
	what=$1
	printf '%s\n' "$1" >/tmp/break
	remember i40e
	nicctl configure-driver ice --yes --timeout 4 >/tmp/out 2>&1 &
	runner=$!
	wait_for 60 grep -q 'rolling back' /tmp/out
	lab_host "$2"
	wait $runner
	check_eq "$what, then $2: rolled back" 4 "$(status_of $?)"
	note_file run /tmp/out
	check_untouched i40e
	check_set_same "$what: the loaded modules are the same"
	check "$what: the ports work" ports_up
	check "$what: irdma0 is there" [ -d /sys/class/infiniband/irdma0 ]
}

mgmt=$(netdev mgmt)
ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up
wait_for 20 ping -c 1 -W 1 10.0.2.2
modprobe irdma
check "both capture ports work" ports_up
snapshot_set

recovers "link cap0 off" "link cap0 on"
lost="no carrier" broken "link cap0 off"
lost="not bound" broken "fault cap0 4"
lost="not bound" broken "fault cap1 4"
finish
