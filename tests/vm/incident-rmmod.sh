# SPDX-License-Identifier: GPL-2.0-or-later
# The incident avoided by hand: single rmmod steps leave the management port's driver alone, and the
# session goes on.
# topology: incident
# modules: irdma
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

incident_begin port
expect_exit 0 rmmod irdma
expect_exit 0 rmmod ice
expect_exit 0 modprobe ice
expect_exit 0 modprobe irdma
incident_end

check_untouched i40e
check_eq "the session goes on" alive "$session"
check_eq "no ping is lost" 0 "$pings_lost"
check_capture_back
finish
