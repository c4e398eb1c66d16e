# SPDX-License-Identifier: GPL-2.0-or-later
# As incident-rmmod, with management on a bond of two X710 ports: the driver below it is left alone, and
# the session goes on.
# topology: incident-bond
# modules: irdma bonding
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

survives_rmmod bond
finish
