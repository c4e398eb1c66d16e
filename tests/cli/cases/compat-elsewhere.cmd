# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --driver ice --driver-version 1.16.3 \
	--firmware "4.30 0x8001af27 1.3429.0" --device 8086:159b --ddp none --tables ../../data/compat --own-tables /nonexistent
