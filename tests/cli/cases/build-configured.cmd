# SPDX-License-Identifier: GPL-2.0-or-later
# The drivers whose profile asks for a build, and no others; without any there is nothing to do.
. ./state/fake-kernel.sh
umask 022
mkdir -p "$tmp/nicctl/drivers"
build --configured --config-dir "$tmp/nicctl"
printf '[driver]\nsource = bundled\n' >"$tmp/nicctl/drivers/i40e.conf"
printf '[driver]\nsource = stock\n' >"$tmp/nicctl/drivers/ice.conf"
build --configured --config-dir "$tmp/nicctl" --source "$source"
build ice --configured
echo broken >"$tmp/nicctl/drivers/ice.conf"
build --configured --config-dir "$tmp/nicctl" --source "$source"
