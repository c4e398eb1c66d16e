# SPDX-License-Identifier: GPL-2.0-or-later
# The incident and its survival, told step by step: scripts/demo shows it, and as a test it cannot rot.
# topology: incident
# modules: irdma
# nicctl: yes
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

# fate: how the session and the pings fared
fate() {
	if [ "$session" = alive ]; then
		tell "The SSH session is ALIVE; its longest wait for an answer was $session_ms ms."
	else
		tell "The SSH session is DEAD; its last answer came $session_ms ms after the command began."
	fi
	tell "Pings lost on the management port: $pings_lost."
}

incident_begin port
ip route add default via 10.0.2.2
snapshot_set

step "1. Kernel $(uname -r): management on an X710 (i40e), capture on an E810 (ice), irdma on both"
show nicctl list
tell "Somebody is logged in over the management port, from outside this machine."

step "2. What nicctl would do to reload ice"
show nicctl configure-driver ice --dry-run
check_eq "the dry run passes" 0 "$rc"

step "3. nicctl does it"
show nicctl configure-driver ice --yes
check_eq "nicctl succeeds" 0 "$rc"
incident_end
fate
check_eq "the session goes on" alive "$session"
check_eq "no ping is lost" 0 "$pings_lost"
check_untouched i40e
check_reloaded ice irdma
check "irdma0 is back" [ -d /sys/class/infiniband/irdma0 ]
check_set_same "the loaded modules are the same"
show nicctl list

step "4. The classic way, for comparison: modprobe -r irdma; modprobe -r ice; modprobe ice; modprobe irdma"
touch "$LAB_TMP/pinging"
_ping_on >"$LAB_TMP/pings" &
_pinging=$!
_begin=$(lab_host time)
lab_host session mark
for command in "-r irdma" "-r ice" "ice" "irdma"; do
	# shellcheck disable=SC2086 # words
	show modprobe $command
done
sleep 5
incident_end
fate
check_eq "the session is dead" dead "$session"
check "pings were lost" [ "$pings_lost" -gt 0 ]
show nicctl list
finish
