# SPDX-License-Identifier: GPL-2.0-or-later
# Help for the command 'help' is that of the program.
"$NICCTL" help help | head -1
"$NICCTL" help --help | head -1
"$NICCTL" --help >"$tmp/help"
"$NICCTL" help help | cmp - "$tmp/help"
