# SPDX-License-Identifier: GPL-2.0-or-later
# An ordinary user can change nothing.
as_user "$NICCTL" apply --yes --config-dir /proc
