# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is written, nothing is run.
. ./pfring-tree
"$NICCTL" import-pfring --root "$dir" | sed "s,$dir,ROOT,"
find "$dir" -name '*nicctl*'
find "$tmp" -name was-run
