# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver ice --dry-run --restore sometimes
