# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --firmware 4.30
