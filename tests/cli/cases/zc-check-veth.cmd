# SPDX-License-Identifier: GPL-2.0-or-later
in_netns 'ip link add up0 numrxqueues 4 numtxqueues 4 type veth peer name up1 && "$NICCTL" zc-check up0'
