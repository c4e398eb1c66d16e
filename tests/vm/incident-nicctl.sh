# SPDX-License-Identifier: GPL-2.0-or-later
# The incident as nicctl does it: the session over the X710 goes on while ice is reloaded under irdma.
# topology: incident
# modules: irdma
# nicctl: yes
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# short-kernels: 6.1 6.12
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

survives_nicctl port "default route (inet) -> eth"
finish
