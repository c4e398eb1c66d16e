# SPDX-License-Identifier: GPL-2.0-or-later
# Written again, and that once more: the same.
"$NICCTL" snapshot --from state/incident.json >"$tmp/one" &&
	"$NICCTL" snapshot --from "$tmp/one" >"$tmp/two" && cmp "$tmp/one" "$tmp/two"
