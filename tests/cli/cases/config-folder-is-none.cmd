# SPDX-License-Identifier: GPL-2.0-or-later
# What stands at the place of /etc/nicctl and is no folder is not 'no configuration'.
mkdir "$tmp/etc" || exit 77
cd "$tmp" || exit 77
"$NICCTL" config check --root . || echo "not without it: $?"
ln -s nowhere etc/nicctl
"$NICCTL" config check --root . || echo "a link to nowhere: $?"
rm etc/nicctl
: >etc/nicctl
"$NICCTL" config check --root .
