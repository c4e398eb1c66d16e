# SPDX-License-Identifier: GPL-2.0-or-later
# Profiles of i40e stay in the card when the driver goes.
. state/firmware.sh
with_firmware 1.3.36.0 '{"name": "intel/i40e/ddp/gtp.pkgo", "path": "/lib/firmware/intel/i40e/ddp/gtp.pkgo"}' |
	"$NICCTL" configure-driver i40e --from - --tables ../../data/compat | grep -A6 ' warn '
with_firmware 1.3.36.0 '' '"i40e 0000:19:00.0 eno1: DDP profile already loaded."' |
	"$NICCTL" configure-driver i40e --from - --tables ../../data/compat | grep -A6 ' warn '
