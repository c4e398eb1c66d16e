# SPDX-License-Identifier: GPL-2.0-or-later
# The same the other way round: i40e is reloaded, ice and all that irdma needs stay.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# short-kernels: 6.1 6.12
# timeout: 90
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs
expect_exit 0 nicctl configure-driver i40e --yes
check_reloaded i40e irdma
check_untouched ice ib_core ib_uverbs
check_set_same "the loaded modules are the same"
check_eq "irdma holds i40e again" irdma "$(holders i40e)"
finish
