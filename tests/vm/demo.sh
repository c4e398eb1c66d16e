# SPDX-License-Identifier: GPL-2.0-or-later
# The main job, told step by step: scripts/demo shows it, and as a test it cannot rot.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

drivers() {
	printf '%-12s %6s  %s\n' MODULE REFCNT "HELD BY"
	for _name in ice i40e irdma; do
		if loaded "$_name"; then
			printf '%-12s %6s  %s\n' "$_name" "$(refcnt "$_name")" "$(holders "$_name")"
		else
			printf '%-12s %6s\n' "$_name" "GONE"
		fi
	done
}

modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs

step "1. Kernel $(uname -r), with the distribution's own ice, i40e and irdma"
drivers
tell "irdma holds both drivers. Say i40e runs the management port, and ice is to be reloaded."

step "2. What nicctl would do"
show nicctl configure-driver ice --dry-run
check_eq "the dry run passes" 0 "$rc"
check_set_same "the dry run changed nothing"
check_untouched ice i40e irdma

step "3. The classic way, for comparison: modprobe -r irdma"
show modprobe -r irdma
drivers
tell "i40e went with irdma, and the management port with it."
check_not "modprobe -r irdma removed i40e" loaded i40e

step "   (all loaded again, for the next step)"
modprobe irdma
check_set_same "the modules are back"
remember ice i40e irdma ib_core ib_uverbs

step "4. nicctl does it"
show nicctl configure-driver ice --yes
check_eq "nicctl succeeds" 0 "$rc"
drivers
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"
for name in ice irdma i40e; do
	if [ "$(mod_inode $name)" = "$(cat "$LAB_TMP/inode.$name")" ]; then
		tell "$name: the same loading as before, never removed"
	else
		tell "$name: loaded anew"
	fi
done
finish
