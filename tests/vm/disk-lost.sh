# SPDX-License-Identifier: GPL-2.0-or-later
# The disk with the journal is pulled out or gone, and no module file is to be found, after a change has begun: it
# is taken back all the same, from memory, by the process that makes it and by its guardian.
# topology: plain
# modules: irdma ice i40e
# fixtures: nicslow
# nicctl: yes
# disk: state
# short-kernels: 6.1
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh

# debug: the present value of ice's parameter
debug() {
	cat /sys/module/ice/parameters/debug
}

# is_back: has the guardian done its work, and ended?
is_back() {
	[ ! -e /run/nicctl.guardian ]
}

# pull_disk: as a hot-unplugged one; whoever writes to it or reads what is not in memory gets EIO
pull_disk() {
	_device=$(awk '$2 == "/var/lib/nicctl" { sub("/dev/", "", $1); print $1 }' /proc/mounts)
	echo 1 >"$(readlink -f "/sys/block/$_device/device/..")/remove"
}

extra=/lib/modules/$(uname -r)/extra
mkdir -p "$extra"
cp /lab/fixtures/nicslow.ko "$extra/"
depmod
modprobe irdma
modprobe nicslow init_ms=0
remember i40e ib_core ib_uverbs ice irdma
snapshot_set
first=$(debug)

step "while a step is at work: by the process that makes the change"
nicctl configure-driver nicslow --param init_ms=4000 --confirm-within 60 --yes >/tmp/out 2>&1 &
change=$!
check "it inserts the module" wait_for 20 grep -q '^nicslow .* Loading' /proc/modules
mount -t tmpfs tmpfs /lib/modules
pull_disk
wait $change
check_eq "it rolls back" 4 $?
check_has "and says why" "$(cat /tmp/out)" "cannot write to the journal"
check_not "the disk takes nothing any more" dd if=/dev/zero of=/var/lib/nicctl/x bs=1 count=1 conv=fsync
check_not "there is no module file any more" modinfo ice
check_eq "the parameter is the one from before" 0 "$(cat /sys/module/nicslow/parameters/init_ms)"
check "the guardian knows, and ends" wait_for 10 is_back
check_set_same "the loaded modules are the same"
check_untouched ice irdma

step "while nobody has confirmed: by the guardian"
umount /lib/modules
umount -l /var/lib/nicctl
mount -t tmpfs -o mode=755 tmpfs /var/lib/nicctl
expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 6 --yes
check_eq "the change is in force" 32 "$(debug)"
mount -t tmpfs tmpfs /lib/modules
umount -l /var/lib/nicctl
mount -t tmpfs -o ro,mode=755 tmpfs /var/lib/nicctl
expect_exit 1 nicctl confirm
check_has "it cannot be confirmed, and says so" "$err" "not confirmed"
check "the guardian takes the change back" wait_for 60 is_back
check_eq "the parameter is the one from before" "$first" "$(debug)"
check_set_same "the loaded modules are the same"
check_untouched i40e ib_core ib_uverbs
check_not "others may load modules again" [ -e /run/modprobe.d/nicctl-change.conf ]
finish
