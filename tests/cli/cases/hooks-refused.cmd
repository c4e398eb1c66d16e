# SPDX-License-Identifier: GPL-2.0-or-later
# Below /tmp everybody may put files in place of others.
[ -k /tmp ] || exit 77
dir=/tmp/nicctl.d.case
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/ice" &&
	for file in 20-b.post 10-a.post 10-a.pre ice/30-c.rollback README 40-plain.post; do
		printf "#!/bin/sh\n" >"$dir/$file"
		chmod 755 "$dir/$file"
	done
chmod 644 "$dir/40-plain.post"
"$NICCTL" hooks ice --hooks-dir "$dir" --json |
	sed 's/"refusal": ".*"/"refusal": "REASON"/'
