# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that takes signed modules only: an unsigned replacement is refused while the old driver
# still runs; the distribution's signed one passes.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# append: module.sig_enforce=1
# bad-module: unsigned ice strip-signature
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs
check_eq "signatures are enforced" Y "$(cat /sys/module/module/parameters/sig_enforce)"

expect_exit 3 nicctl configure-driver ice --yes --module /lab/bad/unsigned/ice.ko
check_has "the reason" "$said" "is not signed"
check_set_same "nothing was loaded or removed"
check_untouched ice i40e irdma ib_core ib_uverbs

expect_exit 0 nicctl configure-driver ice --yes
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"
finish
