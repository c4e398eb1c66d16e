# SPDX-License-Identifier: GPL-2.0-or-later
# On a terminal nicctl shows the report and asks: only a 'y' changes anything. So does apply.
# topology: ports
# modules: irdma ice i40e e1000e
# nicctl: yes
# programs: /usr/bin/script
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

# answer TEXT [COMMAND]: runs nicctl on a terminal and types TEXT
answer() {
	out=$(printf '%s' "$1" | script -qec "nicctl ${2:-configure-driver ice}" /dev/null)
	rc=$?
}

promiscuous() {
	cap0=$(netdev cap0)
	[ $(($(cat "/sys/class/net/$cap0/flags") & 0x100)) != 0 ]
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

note "apply"
mkdir -p /etc/nicctl/drivers
printf '[driver]\npromiscuous = on\n' >/etc/nicctl/drivers/e1000e.conf
remember e1000e
answer 'n
' apply
check_eq "no: exit 1" 1 "$rc"
check_has "what would change was shown" "$out" "would proceed: 2 changes"
check_has "and the question asked" "$out" "Proceed? [y/N]"
check_not "nothing was changed" promiscuous
answer 'y
' apply
check_eq "yes: exit 0" 0 "$rc"
check "it was" promiscuous
answer '' apply
check_eq "with nothing to do: exit 0" 0 "$rc"
check_has "it says so" "$out" "unchanged: everything is as configured"
check_eq "and nobody is asked" "" "$(echo "$out" | grep Proceed)"
check_untouched e1000e
expect_exit 1 nicctl apply
check_has "without a terminal nobody is asked" "$err" "no terminal"
rm /etc/nicctl/drivers/e1000e.conf

expect_exit 1 nicctl configure-driver ice
check_has "without a terminal nobody is asked, and nothing done" "$err" "no terminal"
finish
