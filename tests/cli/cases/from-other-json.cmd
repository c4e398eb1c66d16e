# SPDX-License-Identifier: GPL-2.0-or-later
echo "{\"a\": 1}" | "$NICCTL" list --from -
