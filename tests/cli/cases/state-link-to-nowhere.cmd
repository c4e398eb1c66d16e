# SPDX-License-Identifier: GPL-2.0-or-later
# A file system that is not mounted, say: what is there is not known, which is not 'nothing'.
cd "$tmp" || exit
ln -s nowhere state
"$NICCTL" history --state-dir state
"$NICCTL" show --state-dir state --json
mkdir other
ln -s nowhere other/transactions
"$NICCTL" history --state-dir other
