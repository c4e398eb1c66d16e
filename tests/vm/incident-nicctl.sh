# SPDX-License-Identifier: GPL-2.0-or-later
# The incident as nicctl does it: the session over the X710 goes on while ice is reloaded under irdma.
# topology: incident
# modules: irdma
# nicctl: yes
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

incident_begin port
ip route add default via 10.0.2.2
snapshot_set
remember ib_core ib_uverbs
expect_exit 3 nicctl configure-driver i40e --yes
check_has "the management port is protected, with the whole chain" "$said" "default route (inet) -> $(netdev mgmt) -> "

expect_exit 0 nicctl configure-driver ice --dry-run
printf '%s\n' "$out" >/tmp/report
keep /tmp/report
check_has "the report names the port that modprobe -r would take down" "$said" "would have gone down with them"
expect_exit 0 nicctl configure-driver ice --yes
for port in cap0 cap1; do
	check "$port has its carrier again without anybody's help" _has_carrier $port
done
incident_end

check_untouched i40e ib_core ib_uverbs
check_eq "the session goes on" alive "$session"
check_eq "no ping is lost" 0 "$pings_lost"
check_capture_back
check_set_same "the loaded modules are the same"
finish
