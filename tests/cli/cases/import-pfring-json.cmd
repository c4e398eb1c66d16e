# SPDX-License-Identifier: GPL-2.0-or-later
. ./pfring-tree
"$NICCTL" import-pfring --root "$dir" --json | sed "s,$dir,ROOT,"
