# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" show ../passwd --state-dir state/journal
