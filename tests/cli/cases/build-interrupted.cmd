# SPDX-License-Identifier: GPL-2.0-or-later
# Ended in the middle, of the build and then of the installation: what was there before stays, nothing is left
# that counts as built, and the next run does all of it.
env --default-signal=INT true 2>/dev/null || exit 77
. ./state/fake-kernel.sh
cp "$overlay/Makefile" "$tmp/good"
mkdir "$tmp/out"
touch "$tmp/key" "$tmp/cert"

# interrupt SIGNAL ARGUMENT...: sends it once the program that takes so long has begun. Shells have their
# background jobs ignore SIGINT.
interrupt() {
	signal=$1
	shift
	rm -f "$tmp/begun"
	echo old >"$tmp/out/ice.ko"
	env --default-signal=INT "$NICCTL" build ice --source "$source" --flavour reload --headers "$headers" \
		--overlay "$overlay" --cache "$tmp/cache" --output "$tmp/out" "$@" >/dev/null 2>&1 &
	while ! [ -e "$tmp/begun" ]; do
		sleep 0.1
	done
	kill -"$signal" $!
	wait $! 2>/dev/null
	echo "$signal: status $?, $(cat "$tmp/out/ice.ko")"
	(cd "$tmp" && find cache/*/ice-reload out -name '*.ko*' ! -name '.*' | sort)
}

for signal in INT TERM KILL; do
	printf 'all:\n\t@echo half >$(OUTPUT)/ice.ko; touch %s; exec sleep 100\n' "$tmp/begun" >"$overlay/Makefile"
	interrupt $signal
done
cp "$tmp/good" "$overlay/Makefile"
build ice --source "$source" --flavour reload --output "$tmp/out"
cat "$tmp/out/ice.ko"

mkdir "$headers/scripts"
printf '#!/bin/sh\ntouch %s\nexec sleep 100\n' "$tmp/begun" >"$headers/scripts/sign-file"
chmod +x "$headers/scripts/sign-file"
for signal in INT KILL; do
	interrupt $signal --sign "$tmp/key" --cert "$tmp/cert"
done
printf '#!/bin/sh\necho signed >>"$4"\n' >"$headers/scripts/sign-file"
build ice --source "$source" --flavour reload --output "$tmp/out" --sign "$tmp/key" --cert "$tmp/cert"
cat "$tmp/out/ice.ko"
ls -A "$tmp/out"
