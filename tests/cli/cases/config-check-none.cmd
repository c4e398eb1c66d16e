# SPDX-License-Identifier: GPL-2.0-or-later
# No file is no mistake.
"$NICCTL" config check --root /proc
