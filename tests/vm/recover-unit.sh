# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl-recover.service under a real systemd: it takes back what kill -9 has broken off, says so in the journal,
# and started again it changes nothing. Without any transaction it does not even run.
# topology: plain
# guest: debian-networkd
# modules: irdma ice i40e
# files: etc/nicctl-recover.service.in
# nicctl: yes
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

unit=nicctl-recover.service

# said_by_unit: what it has written since the last start
said_by_unit() {
	journalctl --sync
	journalctl -q -o cat _SYSTEMD_INVOCATION_ID="$(systemctl show -p InvocationID --value $unit)" | tr -s '[:space:]' ' '
}

sed -e 's,@NICCTL_STATE_DIR@,/var/lib/nicctl,' -e 's,@CMAKE_INSTALL_FULL_SBINDIR@,/usr/sbin,' \
	/lab/files/nicctl-recover.service.in >/etc/systemd/system/$unit
expect_exit 0 systemctl daemon-reload
expect_exit 0 systemctl enable $unit
check "it belongs to the boot" [ -L /etc/systemd/system/multi-user.target.wants/$unit ]
expect_exit 0 systemctl start $unit
check_eq "without any transaction it does not run" no "$(systemctl show -p ConditionResult --value $unit)"

modprobe irdma
snapshot_set
remember i40e ib_core ib_uverbs
first=$(cat /sys/module/ice/parameters/debug)

step "killed in the middle"
nicctl configure-driver ice --param debug=32 --yes >/tmp/out 2>&1 &
victim=$!
check "it has begun" wait_for 60 not loaded irdma
kill -9 $victim
wait $victim
expect_exit 0 systemctl start $unit
check_has "the journal says what happened" "$(said_by_unit)" "it was stopped before it was finished"
check_has "and how it ended" "$(said_by_unit)" "rolled back: the machine is as it was before"
check_eq "the parameter is the one from before" "$first" "$(cat /sys/module/ice/parameters/debug)"
check_set_same "the loaded modules are the same"
check_untouched i40e ib_core ib_uverbs

step "started again"
remember ice irdma
expect_exit 0 systemctl start $unit
check_has "there is nothing to do" "$(said_by_unit)" "nothing to recover"
check_untouched ice irdma i40e ib_core ib_uverbs

step "a journal that nobody can read fails the unit"
for log in /var/lib/nicctl/transactions/*/log; do
	rm -f "$log"
	mkdir "$log"
done
expect_exit 1 systemctl start $unit
check_eq "it counts as failed" failed "$(systemctl is-failed $unit)"
check_has "and says what to look at" "$(said_by_unit)" "NOT DECIDED"
check_untouched ice irdma i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"
systemctl reset-failed $unit
finish
