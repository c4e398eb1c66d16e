# SPDX-License-Identifier: GPL-2.0-or-later
# What is in use is refused: a module held by a process (named), an install line of modprobe.d,
# a kernel that loads no more modules, a built-in driver.
# topology: plain
# modules: irdma ice i40e tun
# nicctl: yes
# fixtures: nicpin
# short-kernels: 6.1 6.12
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

mkdir -p /etc/modprobe.d "/lib/modules/$(uname -r)/extra"
cp /lab/fixtures/nicpin.ko "/lib/modules/$(uname -r)/extra/"
depmod
modprobe irdma
modprobe nicpin
snapshot_set
remember ice i40e irdma ib_core ib_uverbs nicpin

# refcnt_is N
refcnt_is() {
	[ "$(refcnt nicpin)" = "$1" ]
}
wait_for 20 [ -c /dev/nicpin ]
sleep 1000 </dev/nicpin &
holder=$!
wait_for 20 refcnt_is 1
expect_exit 3 nicctl configure-driver nicpin --yes
check_has "the reason: a reference more" "$said" "reference more than modules that hold it"
check_set_same "nothing was loaded or removed"
check_untouched nicpin
kill $holder
wait_for 20 refcnt_is 0
expect_exit 0 nicctl configure-driver nicpin --yes
check_reloaded nicpin

modprobe tun
exec 5<>/dev/net/tun
printf '%s\n' '#!/bin/sh' >/dev/null
run nicctl configure-driver tun --dry-run
[ "$rc" -eq 3 ] && check_has "the process is named" "$said" "/dev/net/tun open"
exec 5<&-
modprobe -r tun
snapshot_set

echo 'install irdma /bin/true' >/etc/modprobe.d/block.conf
expect_exit 3 nicctl configure-driver ice --yes
check_has "the reason: an install line" "$said" "install irdma /bin/true"
check_untouched ice i40e irdma ib_core ib_uverbs
expect_exit 0 nicctl configure-driver ice --yes --ignore-install
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
rm /etc/modprobe.d/block.conf
check_set_same "the loaded modules are the same"
remember ice irdma

builtin=$(sed -n 's,.*/\(.*\)\.ko$,\1,p' "/lib/modules/$(uname -r)/modules.builtin" | head -n 1)
expect_exit 3 nicctl configure-driver "$builtin" --yes
check_has "the reason: built in" "$said" "built into"

echo 1 >/proc/sys/kernel/modules_disabled
expect_exit 3 nicctl configure-driver ice --yes
check_has "the reason: no more loading" "$said" "kernel.modules_disabled"
check_set_same "nothing was loaded or removed"
check_untouched ice i40e irdma ib_core ib_uverbs
finish
