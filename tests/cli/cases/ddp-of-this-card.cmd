# SPDX-License-Identifier: GPL-2.0-or-later
# The package for this very card comes first; one that cannot be read is passed over.
. state/firmware.sh
card='"name": "intel/ice/ddp/ice-b49691ffffa1b2c3.pkg", "path": "/lib/firmware/updates/ice-b4.pkg"'
with_firmware 1.3.36.0 "$PACKAGE, {$card, \"version\": \"1.3.41.0\"}" | "$NICCTL" configure-driver ice --verbose --from - --tables ../../data/compat |
	grep ddp-package
with_firmware 1.3.36.0 "$PACKAGE, {$card, \"problem\": \"is compressed with xz, which this kernel does not read\"}" |
	"$NICCTL" configure-driver ice --verbose --from - --tables ../../data/compat | grep ddp-package
