# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" build ice --headers /nonexistent --overlay ../../zc-driver
