# SPDX-License-Identifier: GPL-2.0-or-later
# A release of the vendor's takes over: it is judged with this firmware, and so is its trouble.
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --module /opt/ice-1.12.7/ice.ko --from - --tables ../../data/compat |
	sed -n '/^Checks/,$p'
