# SPDX-License-Identifier: GPL-2.0-or-later
# What is wrong with settings on the command line is said before anything is looked at.
for options in "--rss 0" "--preset fast" "--set mut=9000" "--set mtu" "--set source=stock" "--set offloads=gro" \
	"--save" "--rss 4 --from state/incident.json" "--rss 4 --restore never"; do
	echo "$options" >&2
	"$NICCTL" configure-driver ice $options
	echo "$?" >&2
done
