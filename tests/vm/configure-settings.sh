# SPDX-License-Identifier: GPL-2.0-or-later
# A driver and the settings of its ports are one change: configure-driver --rss --preset and apply with a
# source replace stock ice by the ZC build and set both E810 ports up, verify both, and take both back: by
# rollback, when a setting is refused, when nobody confirms, and after kill -9. A second run changes
# nothing. --save keeps the settings in the profile. The management port and the X710 stay as they are.
# topology: settings
# modules: ice i40e
# zc: ice
# tools: xsk
# programs: /sbin/ethtool /bin/ip
# nicctl: yes
# cpus: 4
# timeout: 800
# long-timeout: 900
# shellcheck shell=sh
# shellcheck disable=SC2086 # $go are words

. /lab/lib.sh

mgmt=$(netdev mgmt)
e0=$(netdev e0)
e1=$(netdev e1)
x0=$(netdev x0)
profile=/etc/nicctl/drivers/ice.conf
zc=/lab/zc/ice.ko
mkdir -p "${profile%/*}"

# state PORT FILE: all that ethtool says of it
state() {
	for _opt in -g -l -k -a -c -x --show-priv-flags; do
		ethtool $_opt "$1" 2>&1
	done >"$2"
	cat "/sys/class/net/$1/mtu" "/sys/class/net/$1/flags" >>"$2"
}

# both FILE: of both ports of the E810, with the driver that they have
both() {
	state "$e0" "$1"
	state "$e1" "$1.e1"
	cat "$1.e1" >>"$1"
	if [ -e /sys/module/ice/parameters/RSS ]; then echo zc; else echo stock; fi >>"$1"
}

# is_as FILE: are driver and settings as they were then? A link may take a moment
is_as() {
	both /tmp/now
	cmp -s "$1" /tmp/now
}

# check_as DESCRIPTION FILE
check_as() {
	check "$1" wait_for 20 is_as "$2"
	is_as "$2" || diff "$2" /tmp/now | sed 's/^/#   /' >&3
}

changes() {
	find /var/lib/nicctl/transactions -mindepth 1 -maxdepth 1 | wc -l
}

feature() {
	ethtool -k "$1" | sed -n "s/^[[:space:]]*$2: \([a-z]*\).*/\1/p"
}

queues() {
	ethtool -l "$1" | sed -n 's/^Combined:[[:space:]]*//p' | tail -1
}

# write_profile LINE...
write_profile() {
	rm -rf "$profile"
	printf '%s\n' "$@" >"$profile"
	chmod 644 "$profile"
}

ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up
ip route add default via 10.0.2.2
for port in "$e0" "$e1" "$x0"; do
	ip link set "$port" up
done
check "the ports have a link" wait_for 10 grep -q 1 "/sys/class/net/$e0/carrier"
ethtool -L "$e0" combined 2
ethtool -L "$e1" combined 2
sleep 1
snapshot_set
remember ice i40e
both /tmp/before
state "$x0" /tmp/x0.before
state "$mgmt" /tmp/mgmt.before
go="configure-driver ice --module $zc --rss 4 --preset capture"

note "the dry run"
run nicctl $go --dry-run
check_eq "dry run: exit" 0 "$rc"
check_has "first the driver" "$said" "ice it is to be replaced"
check_has "then its ports" "$said" "$e0: channels combined 2 -> 4, --rss says so"
check_as "nothing was changed" /tmp/before

note "driver and settings"
expect_exit 0 nicctl $go --yes
check_has "the last line tells of both" "$said" "settings made"
both /tmp/after
check_eq "it is the ZC build" zc "$(tail -1 /tmp/after)"
check_eq "four queues" "4 4" "$(queues "$e0") $(queues "$e1")"
check_eq "the largest receive ring" 1 "$(ethtool -g "$e0" | sed -n 's/^RX:[[:space:]]*//p' | sort -u | wc -l)"
check_eq "gro, tso and VLAN offload are off" "off off off" \
	"$(feature "$e0" generic-receive-offload) $(feature "$e1" tcp-segmentation-offload) $(feature "$e0" rx-vlan-offload)"
check_eq "no flow control" "off off" "$(ethtool -a "$e0" | sed -n 's/^[RT]X:[[:space:]]*//p' | xargs)"
check_eq "one change of the journal" 1 "$(changes)"
run nicctl show
check_has "with the driver" "$said" "insert ice"
check_has "and the settings" "$said" "$e0: channels combined 2 -> 4"
n=$(changes)
remember ice
expect_exit 0 nicctl $go --yes
check_has "a second run says that there is nothing to do" "$said" "unchanged: nothing to do"
check_eq "and is no change" "$n" "$(changes)"
check_untouched ice

note "only settings: the driver is left alone"
expect_exit 0 nicctl configure-driver ice --module $zc --set mtu=3000 --yes
check_untouched ice
check_eq "it is set" "3000 3000" "$(cat "/sys/class/net/$e0/mtu" "/sys/class/net/$e1/mtu" | xargs)"
expect_exit 0 nicctl rollback --yes
check_as "and taken back" /tmp/after

note "rollback of both"
id=$(basename "$(find /var/lib/nicctl/transactions -mindepth 1 -maxdepth 1 | sort | head -1)")
expect_exit 0 nicctl rollback "$id" --yes
check_as "all is as before" /tmp/before
n=$(changes)
expect_exit 0 nicctl rollback "$id" --yes
check_has "a second time there is nothing to do" "$said" "unchanged: nothing to do"
check_eq "and no change" "$n" "$(changes)"

note "a setting that the driver refuses takes the driver back, too"
expect_exit 4 nicctl configure-driver ice --module $zc --rss 4 --set coalesce="adaptive-rx=off rx-usecs=60000" --yes
check_has "it is named" "$said" "coalesce of $e0"
check_as "all is as before" /tmp/before
check_set_same "no module is missing"
if [ "$LAB_LONG" = 1 ]; then
	note "unless it may be skipped"
	expect_exit 0 nicctl configure-driver ice --module $zc --rss 4 --set coalesce="adaptive-rx=off rx-usecs=60000" --set on-refused=skip --yes
	check_has "it is named" "$said" "skipped: coalesce of $e0"
	check_eq "driver and queues are set" "zc 4 1500" \
		"$(both /tmp/now; tail -1 /tmp/now) $(queues "$e1") $(cat "/sys/class/net/$e1/mtu")"
	expect_exit 0 nicctl rollback --yes
	check_as "all is as before" /tmp/before
fi

note "a port with an application"
/lab/tools/xsk hold "$e0" 0 zero-copy >/tmp/holding 2>&1 &
holder=$!
check "it receives in zero-copy" wait_for 20 grep -q bound /tmp/holding
expect_exit 3 nicctl configure-driver ice --rss 4 --yes
check_has "it is named for the settings" "$said" "pid $holder (xsk) has an AF_XDP socket on queue 0 of $e0, which 'rss' interrupts"
expect_exit 3 nicctl $go --yes
check_has "and for the driver" "$said" "pid $holder (xsk) has AF_XDP sockets"
kill $holder
wait $holder

note "--save"
write_profile '# mine' '[driver]' 'rss = 2 ' '; four are too many' '' "[port $e1]" 'promiscuous = off'
chmod 640 "$profile"
expect_exit 0 nicctl configure-driver ice --rss 4 --set offloads=gro=off --save --yes
printf '%s\n' '# mine' '[driver]' 'rss = 4' '; four are too many' 'offloads = gro=off' '' "[port $e1]" \
	'promiscuous = off' >/tmp/wanted
check "lines are replaced and added, the rest is as it was" cmp /tmp/wanted "$profile"
check_eq "so is its mode" 640 "$(stat -c %a "$profile")"
check_eq "and nothing else is there" ice.conf "$(ls -A "${profile%/*}")"
expect_exit 0 nicctl apply --yes
check_has "for apply all is as configured" "$said" "unchanged: everything is as configured"
n=$(changes)
expect_exit 0 nicctl configure-driver ice --rss 4 --set offloads=gro=off --save --yes
check_has "a second run changes nothing" "$said" "said so already"
check_eq "not the machine either" "$n" "$(changes)"
mv "$profile" /root/mine.conf
ln -s /root/mine.conf "$profile"
expect_exit 3 nicctl configure-driver ice --rss 2 --save --yes
check_has "a link is refused" "$said" "is not written: it is a symbolic link"
check_eq "and nothing was changed" 4 "$(queues "$e0")"
write_profile '[driver]' "[port $e0]" 'rss = 3'
expect_exit 3 nicctl configure-driver ice --rss 2 --save --yes
check_has "so is what would count less" "$said" "--rss cannot be saved: $profile:3 says 'rss', too"
rm "$profile"
expect_exit 0 nicctl configure-driver ice --rss 2 --set offloads=gro=on --yes
check_as "by hand back" /tmp/before

note "apply with a source"
write_profile '[driver]' "source = $zc" 'preset = capture' 'rss = 4'
n=$(changes)
expect_exit 0 nicctl apply --dry-run
check_has "the driver" "$said" "the driver itself: would be replaced"
expect_exit 0 nicctl apply --yes --accept-loss-of "$e1"
check_has "it has to be confirmed as a whole" "$said" "run 'nicctl confirm' within"
check_as "driver and settings are as configured" /tmp/after
expect_exit 0 nicctl rollback
check_as "nobody confirms: all is as before" /tmp/before

note "kill -9 in the middle of apply"
# reached DONE: are so many steps of the change that came after $n done?
reached() {
	[ "$(changes)" -gt "$n" ] &&
		[ "$(grep -c '"done"' "$(find /var/lib/nicctl/transactions -name log | sort | tail -1)")" -ge "$1" ]
}

# cut DONE: kills it then
cut() {
	n=$(changes)
	nicctl apply --yes >/tmp/run 2>&1 &
	pid=$!
	check "$1 steps are done" wait_for 120 reached "$1"
	kill -9 $pid
	wait $pid
	expect_exit 0 nicctl recover
	check_as "killed behind step $1: all is as before" /tmp/before
}

# two steps replace the driver, settings follow
cut 5
if [ "$LAB_LONG" = 1 ]; then
	for steps in 1 2 3 10 15; do
		cut $steps
	done
fi
n=$(changes)
expect_exit 0 nicctl apply --yes
check_as "not killed: all is as configured" /tmp/after
expect_exit 0 nicctl apply --yes
check_has "a second run" "$said" "unchanged: everything is as configured"
check_eq "it was one change" 1 $(($(changes) - n))
expect_exit 0 nicctl status
run nicctl recover
check_has "nothing is left" "$said" "nothing to recover"

state "$x0" /tmp/x0.now
check "the X710 is as it was" cmp /tmp/x0.before /tmp/x0.now
state "$mgmt" /tmp/mgmt.now
check "the management port is as it was" cmp /tmp/mgmt.before /tmp/mgmt.now
check_untouched i40e
check "the way out answers" ping -c 1 -W 2 10.0.2.2
finish
