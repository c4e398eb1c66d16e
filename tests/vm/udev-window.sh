# SPDX-License-Identifier: GPL-2.0-or-later
# udev is told again and again about every device while ice is reloaded: it does not load irdma or ice between
# two steps, because a file in /run/modprobe.d keeps it out, and that file is gone after every ending. Without
# it, udev does.
# topology: incident
# guest: udev
# modules: irdma ice i40e
# bad-module: broken ice init-fails
# nicctl: yes
# timeout: 480
# shellcheck shell=sh

. /lab/lib.sh

block=/run/modprobe.d/nicctl-change.conf

# hammer: has udev handle all devices of the cards over and over, until /tmp/hammer is gone
hammer() {
	touch /tmp/hammer
	while [ -e /tmp/hammer ]; do
		udevadm trigger --action=add --subsystem-match=pci --subsystem-match=auxiliary --subsystem-match=net
		usleep 100000
	done &
	hammer=$!
}

# quiet: ends that, and waits until udev is done
quiet() {
	rm -f /tmp/hammer
	wait "$hammer"
	udevadm settle --timeout=30
}

# loads: who has loaded what since `watch_loads`: "irdma by nicctl" a line
watch_loads() {
	echo 0 >/sys/kernel/tracing/events/module/module_load/enable
	: >/sys/kernel/tracing/trace
	echo 1 >/sys/kernel/tracing/events/module/module_load/enable
}

loads() {
	sed -n 's/^ *\(.*\)-[0-9]* .* module_load: \([a-z0-9_]*\).*/\2 by \1/p' /sys/kernel/tracing/trace
}

[ -e /sys/kernel/tracing/trace ] || mount -t tracefs tracefs /sys/kernel/tracing
check "udev has loaded irdma by itself" wait_for 60 loaded irdma
udevadm settle --timeout=60
remember i40e ib_core ib_uverbs ice irdma
snapshot_set

step "control: the same removals by hand, and udev is faster"
watch_loads
hammer
rmmod irdma
check "without the file udev loads irdma again at once" wait_for 20 loaded irdma
check_has "it was udev" "$(loads)" "irdma by (udev-worker)"
quiet
check_set_same "the loaded modules are the same"

step "with nicctl"
remember ice irdma
run nicctl configure-driver ice --dry-run
check_not "a dry run keeps nobody out" [ -e $block ]
watch_loads
hammer
expect_exit 0 nicctl configure-driver ice --yes
quiet
note "loaded: $(loads | tr '\n' ',')"
check_eq "nobody but nicctl has loaded anything" "ice by nicctl irdma by nicctl" "$(loads | xargs)"
check_not "the file is gone" [ -e $block ]
run nicctl show
check_has "the log has it" "$out" "loading-blocked: irdma ice"
check_has "and its end" "$out" "loading-allowed"
check_reloaded ice irdma
check_set_same "the loaded modules are the same"

step "the replacement fails, and udev wants the stock driver back"
watch_loads
hammer
expect_exit 4 nicctl configure-driver ice --module /lab/bad/broken/ice.ko --yes
quiet
check_eq "nicctl has brought both back" "ice by nicctl irdma by nicctl" \
	"$(loads | grep -v 'udev' | tail -n 2 | xargs)"
check_eq "and udev nothing" "" "$(loads | grep udev)"
check_not "the file is gone" [ -e $block ]
check_set_same "the loaded modules are the same"

step "killed in the middle"
nicctl configure-driver ice --yes >/dev/null 2>&1 &
victim=$!
check "it has begun" wait_for 60 not loaded irdma
kill -9 $victim
wait $victim
check "the file names the modules" grep -q '^blacklist ice$' $block
check_eq "it is for all to read, for root to write" "644 0" "$(stat -c '%a %u' $block)"
check_not "nobody loads it by name either" modprobe irdma
expect_exit 0 nicctl recover
check_not "recover has removed the file" [ -e $block ]
check_set_same "the loaded modules are the same"
mkdir -p /run/modprobe.d
echo 'blacklist irdma' >$block
expect_exit 0 nicctl recover
check_not "also one that nothing else is left of" [ -e $block ]

# late COMMAND...: runs it a second after nicctl has let others load again
late() {
	(
		wait_for 60 [ -e $block ] && wait_for 60 not [ -e $block ] || exit
		sleep 1
		"$@"
	) >/tmp/late 2>&1 &
	late=$!
}

step "somebody comes late: irdma goes again when all was well"
late rmmod irdma
expect_exit 4 nicctl configure-driver ice --yes
wait $late
check_eq "it was late, and could" "0 " "$? $(cat /tmp/late)"
check_has "nicctl has looked again, and says what it saw" "$out$err" "irdma"
check "irdma is there again" loaded irdma
check_set_same "the loaded modules are the same"

step "afterwards udev may load again"
rmmod irdma
udevadm trigger --action=add --subsystem-match=auxiliary
check "it does" wait_for 20 loaded irdma
check_untouched i40e ib_core ib_uverbs
finish
