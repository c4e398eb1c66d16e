# SPDX-License-Identifier: GPL-2.0-or-later
# The incident as it happened: ice is reloaded the classic way. `modprobe -r irdma` takes the management
# port's driver along, and the session of whoever typed it is cut.
# topology: incident
# modules: irdma
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# short-kernels: 6.1 6.12
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

incident_begin port
expect_exit 0 modprobe -r irdma
run modprobe -r ice
expect_exit 0 modprobe ice
expect_exit 0 modprobe irdma
incident_end

check_reloaded i40e
check_eq "the session is cut" dead "$session"
check "pings are lost" [ "$pings_lost" -gt 0 ]
check_eq "the management port is back, without its address" "" "$(ip -4 -o addr show dev "$(netdev mgmt)")"
check_capture_back
finish
