# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's own driver again: what is known of it is no news, and shown in full with --verbose.
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --from - --tables ../../data/compat | sed -n '/^Checks/,/^Hooks/p'
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --verbose --from - --tables ../../data/compat | grep -B3 '\[firmware\]'
