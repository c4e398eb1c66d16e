# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --driver ice --driver-version 1.16.3
