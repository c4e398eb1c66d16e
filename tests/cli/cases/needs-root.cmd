# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is looked at before it is clear who asks.
as_user test -x "$NICCTL" || { echo "the program cannot be run by others" >&2; exit 77; }
ASAN_OPTIONS=detect_leaks=0 as_user "$NICCTL" configure-driver ice --yes
