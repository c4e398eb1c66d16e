# SPDX-License-Identifier: GPL-2.0-or-later
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" | "$NICCTL" configure-driver ice --accept-safe-mode ens1f9 --from - --tables ../../data/compat | tail -n 1
