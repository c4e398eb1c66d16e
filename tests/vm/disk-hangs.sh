# SPDX-License-Identifier: GPL-2.0-or-later
# The disk with the journal hangs: whoever writes to it sleeps in the kernel and cannot be woken up. Before the first
# step nicctl says so after a while and has changed nothing; in the middle it takes the change back from memory; and
# a guardian that cannot record a confirmation says so and does its work. None of them waits for the disk.
# topology: plain
# modules: irdma ice i40e
# fixtures: nicslow
# nicctl: yes
# disk: state
# short-kernels: 6.1
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

disk=/var/lib/nicctl
extra=/lib/modules/$(uname -r)/extra
mkdir -p "$extra"
cp /lab/fixtures/nicslow.ko "$extra/"
depmod

# hang, mend: the disk
hang() {
	fsfreeze --freeze $disk
}

mend() {
	fsfreeze --unfreeze $disk
}

# debug: the present value of ice's parameter
debug() {
	cat /sys/module/ice/parameters/debug
}

# in_time SECONDS WHAT: since $begin
in_time() {
	_spent=$(($(date +%s) - begin))
	check "$2: it does not wait for the disk ($_spent s)" [ $_spent -lt "$1" ]
}

# waits: does somebody wait for the disk?
waits() {
	grep -q 'State:.D' /proc/[0-9]*/status
}

modprobe irdma
modprobe nicslow init_ms=0
remember i40e ib_core ib_uverbs ice irdma
snapshot_set
first=$(debug)

step "before the first step"
hang
begin=$(date +%s)
expect_exit 1 nicctl configure-driver ice --param debug=32 --yes
in_time 60 "before the first step"
check_has "it says why" "$said" "the disk has not answered within 10 s"
check "somebody does wait for the disk" waits
check_untouched ice irdma i40e ib_core ib_uverbs
check_not "nobody is kept from loading modules" [ -e /run/modprobe.d/nicctl-change.conf ]
mend
check "when it works again nobody waits" wait_for 10 not waits
expect_exit 0 nicctl recover

step "while a step is at work"
nicctl configure-driver nicslow --param init_ms=4000 --confirm-within 60 --yes >/tmp/out 2>&1 &
change=$!
check "it inserts the module" wait_for 30 grep -q '^nicslow .* Loading' /proc/modules
hang
begin=$(date +%s)
wait $change
check_eq "it rolls back" 4 $?
in_time 60 "while a step is at work"
said=$(tr -s '[:space:]' ' ' </tmp/out)
check_has "and says why" "$said" "cannot write to the journal: the disk has not answered within 10 s"
check_has "and what is left to do" "$said" "run 'nicctl recover' when the disk works again"
check_eq "the parameter is the one from before" 0 "$(cat /sys/module/nicslow/parameters/init_ms)"
check "the guardian knows, and ends" wait_for 20 not [ -e /run/nicctl.guardian ]
check_set_same "the loaded modules are the same"
check_untouched ice irdma
mend
check "when it works again nobody waits" wait_for 10 not waits
expect_exit 3 nicctl configure-driver ice --yes
expect_exit 0 nicctl recover
check_has "it is closed" "$said" "the machine is as it was before"
check_eq "the parameter is the one from before" 0 "$(cat /sys/module/nicslow/parameters/init_ms)"
check_set_same "the loaded modules are the same"

step "while nobody has confirmed"
expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 15 --yes
check_eq "the change is in force" 32 "$(debug)"
hang
begin=$(date +%s)
expect_exit 1 nicctl confirm
check_has "it cannot be confirmed, and says so" "$err" "not confirmed"
in_time 40 "while nobody has confirmed"
check "the guardian takes the change back" wait_for 90 not [ -e /run/nicctl.guardian ]
check_eq "the parameter is the one from before" "$first" "$(debug)"
check_set_same "the loaded modules are the same"
mend
check "when it works again nobody waits" wait_for 10 not waits
expect_exit 0 nicctl recover
check_eq "the parameter is the one from before" "$first" "$(debug)"
check_set_same "the loaded modules are the same"
check_untouched i40e ib_core ib_uverbs
check_not "others may load modules again" [ -e /run/modprobe.d/nicctl-change.conf ]
finish
