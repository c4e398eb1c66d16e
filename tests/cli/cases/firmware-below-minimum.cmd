# SPDX-License-Identifier: GPL-2.0-or-later
# Older than a source asks for: a warning, also when it is so already.
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --config-dir state/strict --from - --tables ../../data/compat |
	sed -n '/^  warn/,/^  ok/p; $p'
