# SPDX-License-Identifier: GPL-2.0-or-later
# The incident avoided by hand: single rmmod steps leave the management port's driver alone, and the
# session goes on.
# topology: incident
# modules: irdma
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# short-kernels: 6.1 6.12
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

survives_rmmod port
finish
