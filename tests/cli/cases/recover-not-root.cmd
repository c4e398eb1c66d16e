# SPDX-License-Identifier: GPL-2.0-or-later
as_user test -x "$NICCTL" || { echo "the program cannot be run by others" >&2; exit 77; }
ASAN_OPTIONS=detect_leaks=0 as_user "$NICCTL" recover
