# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that takes signed modules only: a ZC build without a signature is refused while the stock
# drivers still run, and the kernel itself would not take it beside them either.
# topology: plain
# modules: irdma ice i40e
# zc: ice i40e ice_zc
# nicctl: yes
# append: module.sig_enforce=1
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs
check_eq "signatures are enforced" Y "$(cat /sys/module/module/parameters/sig_enforce)"

for name in ice i40e; do
	expect_exit 3 nicctl configure-driver $name --yes --module /lab/zc/$name.ko
	check_has "the reason" "$said" "is not signed"
done
check_not "the kernel refuses ice_zc, too" insmod /lab/zc/ice_zc.ko
check_set_same "nothing was loaded or removed"
check_untouched ice i40e irdma ib_core ib_uverbs
finish
