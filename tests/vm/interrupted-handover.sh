# SPDX-License-Identifier: GPL-2.0-or-later
# Ctrl-C and SIGTERM at the end of each step of a handover (with NICCTL_LONG=1 at its begin, too), and while it is
# verified, by what nicctl itself tells: it finishes the step, takes all of it back and says so. A terminal that is
# lost does not stop it. Management, with a session from outside, runs over the other port of the same driver.
# (cut-handover and cut-reload have signals at any system call.)
# topology: zc
# guest: udev
# modules: irdma
# nicctl: yes
# zc: i40e_zc
# tools: killat
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/handover.sh
# timeout: 800
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/handover.sh

# at_event N SIGNAL: the handover, with the signal when it tells its N-th event; sets $rc, $event and $said
at_event() {
	rm -f /tmp/events
	mkfifo /tmp/events
	nicctl configure-driver i40e --strategy handover --yes --json-stream >/tmp/events 2>/tmp/err &
	_change=$!
	_line=0 event=
	while read -r _text; do
		_line=$((_line + 1))
		said=$_text
		[ $_line -ne "$1" ] || {
			kill "-$2" $_change
			event=$(printf '%s' "$_text" | sed 's/^{ *"event": *"\([^"]*\)"\(, *"step": *\([0-9]*\)\)\?.*/\1 \3/')
		}
	done </tmp/events
	wait $_change
	rc=$?
}

# is_stock WHAT: nothing has become of it
is_stock() {
	check_eq "$1: i40e drives it" i40e "$(driver "$function")"
	check_eq "$1: driver_override is empty" "" "$(override "$function")"
	check_eq "$1: it has its address" "$address" "$(ip -o -4 addr show dev "$(netdev x1)" | awk '{ print $4 }')"
	check_set_same "$1: the loaded modules are the same"
}

# queue_irqs: the processors of the interrupts of x1's queues
queue_irqs() {
	for _irq in "/sys/class/net/$(netdev x1)/device/msi_irqs"/*; do
		_irq=${_irq##*/}
		grep -q "$(netdev x1)-TxRx" "/sys/kernel/irq/$_irq/actions" && cat "/proc/irq/$_irq/smp_affinity_list"
	done | sort -u
}

install_zc i40e_zc
wait_for 20 loaded irdma
up x0 10.0.2.15/24
ip route add default via 10.0.2.2 dev "$(netdev x0)"
function=$(address x1)
address=10.0.2.16/32
up x1 $address
# what a handover has to bring along: the name of an interrupt holds the driver's
for irq in "/sys/class/net/$(netdev x1)/device/msi_irqs"/*; do
	echo 1 >"/proc/irq/${irq##*/}/smp_affinity_list"
done 2>/dev/null
check_eq "the interrupts of its queues go to the second processor" 1 "$(queue_irqs)"
snapshot_set
remember i40e ice irdma
watch_management

# the probes before, an insertion and a move, each with two events, and the verification
events="3 5 6"
[ "$LAB_LONG" != 1 ] || events="2 3 4 5 6"
for number in $events; do
	signal=INT
	[ "$number" -ne 3 ] || signal=TERM
	at_event "$number" $signal
	note "$signal at $event: exit $rc"
	check_eq "$signal at $event: rolled back" 4 "$rc"
	check_has "$signal at $event: it says why" "$said" '"message":"interrupted"'
	check_has "$signal at $event: and the outcome" "$said" '"outcome":"rolled-back"'
	is_stock "$signal at $event"
done
at_event 1 INT
check_eq "INT at $event, before the first step: failed" 1 "$rc"
check_has "INT at $event: nothing was changed" "$said" '"outcome":"not-started"'
is_stock "INT at $event"

step "the terminal is closed"
export ASAN_OPTIONS=detect_leaks=0 # a traced program cannot be searched for leaks
/lab/tools/killat 90 -s PTY nicctl configure-driver i40e --strategy handover --yes >/tmp/out 2>&1
check_eq "it goes on to its end" 0 $?
check_has "it was closed in the middle" "$(cat /tmp/out)" "killat: PTY at 90"
check_eq "i40e_zc drives it" i40e_zc "$(driver "$function")"
check_eq "the interrupts of its queues go where they went" 1 "$(queue_irqs)"
expect_exit 0 nicctl show
check_has "the history knows that it is done" "$out" ": done"
expect_exit 0 nicctl configure-driver i40e --stock --yes
is_stock "the way back"
check_management
check_untouched i40e ice irdma
finish
