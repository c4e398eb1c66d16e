# SPDX-License-Identifier: GPL-2.0-or-later
# Port by port, and only those that are named.
. state/firmware.sh
with_firmware 1.3.36.0 '{"name": "intel/ice/ddp/ice.pkg"}' |
	"$NICCTL" configure-driver ice --accept-safe-mode ens1f0 --from - --tables ../../data/compat | sed -n '/safe mode/,/^  ok/p'
with_firmware 1.3.36.0 '{"name": "intel/ice/ddp/ice.pkg"}' |
	"$NICCTL" configure-driver ice --accept-safe-mode ens1f0 --accept-safe-mode 3b:00.1 --from - --tables ../../data/compat |
	sed -n '/safe mode/,/^  ok/p; $p'
