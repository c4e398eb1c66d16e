# SPDX-License-Identifier: GPL-2.0-or-later
# As incident-nicctl, with management in a VLAN over a bond of two X710 ports.
# topology: incident-vlan
# modules: irdma bonding 8021q bridge
# nicctl: yes
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

survives_nicctl vlan "default route (inet) -> bond0.100 -> bond0 -> eth"
finish
