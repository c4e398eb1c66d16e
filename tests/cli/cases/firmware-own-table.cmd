# SPDX-License-Identifier: GPL-2.0-or-later
# What the owner of the machine knows counts as well, here that the two go together.
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --config-dir state/house --verbose --from - --tables ../../data/compat |
	grep -B4 '\[firmware\]'
