# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" rxpath nope0; "$NICCTL" rxpath a/b; "$NICCTL" rxpath; "$NICCTL" rxpath lo --count x; "$NICCTL" rxpath lo --interval 0
