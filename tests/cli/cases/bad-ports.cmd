# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver i40e --ports eth1,,eth2
