# SPDX-License-Identifier: GPL-2.0-or-later
# The main job: ice is reloaded under irdma, i40e and all that irdma needs are never removed;
# next to it the control, `modprobe -r irdma`, which removes i40e.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# short-kernels: 6.1 6.12
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
untouched="i40e ib_core ib_uverbs"
for name in gnss libie; do
	loaded $name && untouched="$untouched $name"
done
# shellcheck disable=SC2086 # a list of names
remember ice irdma $untouched
params ice >/tmp/params.before

expect_exit 0 nicctl configure-driver ice --dry-run
check_has "the report names what modprobe -r would take away" "$out" i40e
check_has "its last line says so" "$(printf '%s\n' "$out" | tail -n 1)" "would proceed"
check_set_same "the dry run changed nothing"
# shellcheck disable=SC2086
check_untouched ice irdma $untouched

expect_exit 0 nicctl configure-driver ice --yes
check_reloaded ice irdma
# shellcheck disable=SC2086
check_untouched $untouched
check_set_same "the loaded modules are the same"
check_eq "ice has the parameters it had" "$(cat /tmp/params.before)" "$(params ice)"
check_eq "irdma holds ice again" irdma "$(holders ice)"
check "the journal has a record of every step" \
	[ "$(cat /var/lib/nicctl/transactions/*/log | grep -c '"event":"done"')" -ge 4 ]

note "the control: modprobe -r irdma"
predicted=$(nicctl configure-driver ice --dry-run --json |
	sed -n '/"modprobe_comparison"/,/]/s/^ *"\([a-z0-9_]*\)",*$/\1/p' | sort | xargs)
expect_exit 0 modprobe -r irdma
check_not "modprobe -r irdma removed i40e" loaded i40e
run modprobe -r ice
removed=$(loaded_set | diff -U0 "$LAB_TMP/set" - | sed -n 's/^-\([^-]\)/\1/p' |
	grep -v -x -e ice -e irdma | xargs)
check_eq "what the report said modprobe -r would remove on top is what it removed" \
	"$removed" "$predicted"
finish
