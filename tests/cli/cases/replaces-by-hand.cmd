# SPDX-License-Identifier: GPL-2.0-or-later
# A driver that was loaded from another file goes back to the installed one: that is said in words, unless the
# file was named on the command line.
sed "/\"name\": \"ice\", \"state\"/{s|1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c|2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e|
s|, \"path\": \"[^\"]*\"|, \"path\": \"/opt/ice-1.12.7/ice.ko\"|}" state/incident.json >"$tmp/host.json"
say() {
	"$NICCTL" configure-driver ice --from "$tmp/host.json" "$@" | sed -n '/^  loaded now/,/^Would be/p; /^would/p'
}
say
"$NICCTL" configure-driver ice --from "$tmp/host.json" --json | grep -o '"replaces": "the loaded ice from [^ ]*'
echo "--- named"
say --module /opt/ice-1.12.7/ice.ko
say --stock
echo "--- the installed one itself"
"$NICCTL" configure-driver ice --from state/incident.json | grep -c replaces
