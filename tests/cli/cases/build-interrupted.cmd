# SPDX-License-Identifier: GPL-2.0-or-later
# Killed in the middle: nothing is left that counts as built, and the next run builds.
. ./state/fake-kernel.sh
cp "$overlay/Makefile" "$tmp/good"
# shellcheck disable=SC2016 # for make
printf 'all:\n\t@echo half >$(OUTPUT)/ice.ko; touch %s; sleep 100\n' "$tmp/begun" >"$overlay/Makefile"
"$NICCTL" build ice --source "$source" --flavour reload --headers "$headers" --overlay "$overlay" \
	--cache "$tmp/cache" --output "$tmp/out" >/dev/null 2>&1 &
while ! [ -e "$tmp/begun" ]; do
	sleep 0.1
done
kill -9 $!
wait $! 2>/dev/null
(cd "$tmp" && find cache/*/ice-reload out -name '*.ko*' 2>/dev/null)
cp "$tmp/good" "$overlay/Makefile"
build ice --source "$source" --flavour reload --output "$tmp/out"
cat "$tmp/out/ice.ko"
