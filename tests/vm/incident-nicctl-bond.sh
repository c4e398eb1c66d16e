# SPDX-License-Identifier: GPL-2.0-or-later
# As incident-nicctl, with management on a bond of two X710 ports.
# topology: incident-bond
# modules: irdma bonding
# nicctl: yes
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# short-kernels: 6.1 6.12
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

survives_nicctl bond "default route (inet) -> bond0 -> eth"
finish
