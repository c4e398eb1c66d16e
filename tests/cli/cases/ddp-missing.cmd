# SPDX-License-Identifier: GPL-2.0-or-later
# The package that the running driver has is gone: it would come up in its safe mode.
. state/firmware.sh
with_firmware 1.3.36.0 '{"name": "intel/ice/ddp/ice.pkg"}' |
	"$NICCTL" configure-driver ice --from - --tables ../../data/compat
