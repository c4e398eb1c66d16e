# SPDX-License-Identifier: GPL-2.0-or-later
# What nobody can read any more is not measured for hours.
timeout 60 "$NICCTL" rxpath lo --count 1000 >/dev/full
timeout 60 "$NICCTL" rxpath lo --count 1000 --json >/dev/full
