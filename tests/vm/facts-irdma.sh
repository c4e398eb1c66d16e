# SPDX-License-Identifier: GPL-2.0-or-later
# What nicctl stands on: irdma holds ice and i40e, rmmod removes one module, and `modprobe -r`
# removes everything below it that nothing else holds, the management port's driver included.
# topology: plain
# modules: irdma ice i40e
# timeout: 90
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember ice i40e ib_core ib_uverbs

check_eq "irdma holds ice" irdma "$(holders ice)"
check_eq "irdma holds i40e" irdma "$(holders i40e)"
check_eq "one reference on i40e" 1 "$(refcnt i40e)"

expect_exit 0 rmmod irdma
check_not "irdma is gone" loaded irdma
check_eq "nothing holds i40e any more" "" "$(holders i40e)"
check_untouched ice i40e ib_core ib_uverbs
expect_exit 0 rmmod ice
check_untouched i40e ib_core ib_uverbs

modprobe ice
modprobe irdma
check_set_same "all modules are back"
check_reloaded ice

note "control: modprobe -r irdma"
expect_exit 0 modprobe -r irdma
note "removed: $(loaded_set | diff -U0 "$LAB_TMP/set" - | sed -n 's/^-\([^-]\)/\1/p' | xargs)"
for module in irdma ice i40e ib_uverbs; do
	check_not "modprobe -r removed $module" loaded "$module"
done
finish
