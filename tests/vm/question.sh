# SPDX-License-Identifier: GPL-2.0-or-later
# On a terminal nicctl shows the report and asks: only a 'y' changes anything.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# programs: /usr/bin/script
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

# answer TEXT: runs nicctl on a terminal and types TEXT
answer() {
	out=$(printf '%s' "$1" | script -qec "nicctl configure-driver ice" /dev/null)
	rc=$?
}

modprobe irdma
snapshot_set
remember ice i40e irdma

answer 'n
'
check_eq "no: exit 1" 1 "$rc"
check_has "the report was shown" "$out" "would proceed"
check_has "and the question asked" "$out" "Proceed? [y/N]"
check_untouched ice i40e irdma
answer '
'
check_eq "nothing but a newline: exit 1" 1 "$rc"
check_untouched ice i40e irdma
answer 'y
'
check_eq "yes: exit 0" 0 "$rc"
check_reloaded ice
check_untouched i40e
check_set_same "all modules are back"

expect_exit 1 nicctl configure-driver ice
check_has "without a terminal nobody is asked, and nothing done" "$err" "no terminal"
finish
