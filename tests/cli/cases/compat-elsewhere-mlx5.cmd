# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --driver "mlx5_core[ib_ipoib]" --driver-version 23.10-1.1.9 \
	--firmware "28.39.3560 (MT_0000000838)" --tables ../../data/compat --own-tables /nonexistent
