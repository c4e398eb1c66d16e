# SPDX-License-Identifier: GPL-2.0-or-later
# With a mistake in the configuration nothing is planned.
umask 022
mkdir "$tmp/nicctl"
printf '[protect]\nprots = eno1\n' >"$tmp/nicctl/nicctl.conf"
cd "$tmp" || exit
"$NICCTL" configure-driver ice --from "$here/state/incident.json" --config-dir nicctl
