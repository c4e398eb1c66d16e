# SPDX-License-Identifier: GPL-2.0-or-later
# A table that is wrong is told before anything else.
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --config-dir state/bad-house --from - --tables ../../data/compat
