# SPDX-License-Identifier: GPL-2.0-or-later
# What zc-in-use does, with a kernel that lists AF_XDP sockets; Debian builds 6.12 so, and 6.1 not.
# topology: incident
# modules: ice i40e xsk_diag
# kernels: 6.12
# tools: xsk
# files: tests/vm/zc-in-use.sh
# nicctl: yes
# timeout: 240
# shellcheck shell=sh

. /lab/files/zc-in-use.sh
