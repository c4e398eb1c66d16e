# SPDX-License-Identifier: GPL-2.0-or-later
in_netns 'ip link add capture0 type veth peer name capture1 && "$NICCTL" zc-check captur1'
