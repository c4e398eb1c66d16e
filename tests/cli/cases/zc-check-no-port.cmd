# SPDX-License-Identifier: GPL-2.0-or-later
in_netns '"$NICCTL" zc-check all'
