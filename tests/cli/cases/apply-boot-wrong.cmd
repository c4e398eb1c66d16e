# SPDX-License-Identifier: GPL-2.0-or-later
# At boot nobody chooses or is asked.
"$NICCTL" apply --boot --yes
"$NICCTL" apply --boot --dry-run
"$NICCTL" apply --boot ice
as_user "$NICCTL" apply --boot
