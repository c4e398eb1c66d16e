# SPDX-License-Identifier: GPL-2.0-or-later
# The disk with the journal hangs: whoever writes to it sleeps in the kernel and cannot be woken up. Before the first
# step nicctl says so after a while and has changed nothing; in the middle it takes the change back from memory; and
# a guardian that cannot record a confirmation says so and does its work. None of them waits for the disk. Who comes
# while a process of a dead nicctl still waits for it is told which one that is. A disk that hangs when it is read is
# said to, too, by every command that reads from it.
# topology: plain
# modules: irdma ice i40e
# fixtures: nicslow
# nicctl: yes
# disk: state
# short-kernels: 6.1
# timeout: 480
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
expect_exit 1 nicctl configure-driver ice --yes
check_has "the next one is told of the process that waits" "$err" "has ended, but its process"
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

step "killed while it waits for the disk"
nicctl configure-driver nicslow --param init_ms=1000 --yes >/tmp/out 2>&1 &
change=$!
check "it inserts the module" wait_for 30 grep -q '^nicslow .* Loading' /proc/modules
hang
check "the module is there" wait_for 30 grep -q '^nicslow .* Live' /proc/modules
check "somebody waits for the disk" wait_for 10 waits
kill -9 $change
wait $change
expect_exit 1 nicctl configure-driver ice --yes
check_has "the next one is told of the dead one" "$err" "another nicctl (pid $change) has ended, but its process"
check_has "and how it is with the process" "$err" "sleeps in the kernel (state D)"
waiting=$(grep -l 'State:.D' /proc/[0-9]*/status | head -1)
check_has "which one that is" "$err" "its process $(echo "$waiting" | cut -d/ -f3) holds '/run/nicctl.lock'"
check_has "and what was its command" "$err" "'nicctl configure-driver nicslow --param init_ms=1000 --yes', since 20"
expect_exit 0 nicctl status
check_not "as long as somebody is at it, status says nothing" sh -c 'echo "$1" | grep -q LEFT' sh "$said"
mend
check "when it works again nobody waits" wait_for 10 not waits
expect_exit 8 nicctl status
check_has "status names the file" "$said" "'/run/modprobe.d/nicctl-change.conf' of a change that was interrupted"
check_has "its modules and the remedy" "$said" "from loading: nicslow; run 'nicctl recover'"
expect_exit 8 nicctl status --json
check_has "so does JSON" "$(echo "$out" | tr -d ' \n')" '"leftover":{"path":"/run/modprobe.d/nicctl-change.conf","modules":["nicslow"]}'
expect_exit 8 nicctl status --prometheus
check_has "so do the metrics" "$out" "nicctl_change_interrupted 1"
expect_exit 0 nicctl recover
check_not "then it is gone" [ -e /run/modprobe.d/nicctl-change.conf ]
expect_exit 0 nicctl status --prometheus
check_has "and the metrics say so" "$out" "nicctl_change_interrupted 0"
check_set_same "the loaded modules are the same"

step "when it is read"
mkdir /tmp/groups
mount -t cgroup2 none /tmp/groups
echo +io >/tmp/groups/cgroup.subtree_control
mkdir /tmp/groups/hung
device=$(grep " $disk " /proc/self/mountinfo | cut -d' ' -f3)
sync
echo 3 >/proc/sys/vm/drop_caches
# two bytes a second, the least that the kernel takes
check "from now on it hangs when it is read" sh -c "echo '$device rbps=2' >/tmp/groups/hung/io.max"
# in_group FILE COMMAND...: with the disk that hangs; the exit code goes to FILE.rc
in_group() {
	sh -c 'echo $$ >/tmp/groups/hung/cgroup.procs; file=$1; shift; "$@" >"$file" 2>&1; echo $? >"$file.rc"' sh "$@" &
}
remember ice irdma
begin=$(date +%s)
in_group /tmp/configure nicctl configure-driver ice --yes
in_group /tmp/apply nicctl apply --yes
in_group /tmp/rollback nicctl rollback --yes
in_group /tmp/recover nicctl recover
in_group /tmp/confirm nicctl confirm
in_group /tmp/history nicctl history
in_group /tmp/show nicctl show
in_group /tmp/status nicctl status
for command in configure apply rollback recover confirm history show status; do
	check "$command ends" wait_for 60 [ -s /tmp/$command.rc ]
	check_eq "$command: nothing was changed" 1 "$(cat /tmp/$command.rc)"
	check_has "$command says why" "$(cat /tmp/$command)" "cannot read '$disk': the disk has not answered within 10 s"
done
in_time 60 "all of them"
check_untouched ice irdma
check_not "nobody is kept from loading modules" [ -e /run/modprobe.d/nicctl-change.conf ]
echo "$device rbps=max" >/tmp/groups/hung/io.max
check "when it works again nobody waits" wait_for 20 not waits
in_group /tmp/again nicctl configure-driver ice --yes
check "and a change can be made" wait_for 60 [ -s /tmp/again.rc ]
check_eq "it is done" 0 "$(cat /tmp/again.rc)"
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
finish
