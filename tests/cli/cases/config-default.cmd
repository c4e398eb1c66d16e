# SPDX-License-Identifier: GPL-2.0-or-later
# Without any file: the defaults, and those of a driver.
"$NICCTL" config show ice --root /proc
