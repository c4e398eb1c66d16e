# SPDX-License-Identifier: GPL-2.0-or-later
# A closed standard descriptor must not become the next file that is opened, into which messages would go.
mkfifo "$tmp/snapshot" || exit 77
"$NICCTL" list --from - <"$tmp/snapshot" >&- 2>&- &
exec 9>"$tmp/snapshot"
for _ in $(seq 100); do
	[ "$(readlink "/proc/$!/fd/2")" = /dev/null ] && break
	sleep 0.1
done
readlink "/proc/$!/fd/1" "/proc/$!/fd/2"
cat state/incident.json >&9
exec 9>&-
wait $! || echo "ended with $?"
"$NICCTL" list --from - <&-
