# SPDX-License-Identifier: GPL-2.0-or-later
# A softdep ties ice to irdma: even `modprobe -r ice` takes i40e away then; nicctl does not follow
# softdeps, and says so.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

mkdir -p /etc/modprobe.d
echo 'softdep ice post: irdma' >/etc/modprobe.d/tie.conf
modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs

expect_exit 0 nicctl configure-driver ice --dry-run --verbose
check_has "the report names the softdep" "$out" softdep
expect_exit 0 nicctl configure-driver ice --yes
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"

note "the control: modprobe -r ice"
run modprobe -r ice
check_not "modprobe -r ice removed i40e" loaded i40e
finish
