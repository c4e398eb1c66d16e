# SPDX-License-Identifier: GPL-2.0-or-later
# Settings of ports as configured: set, verified, left alone by a second run, refused with what the card
# offers, taken back by rollback. On X710, E810, e1000e and virtio; the management port stays as it is.
# topology: settings
# modules: i40e ice e1000e
# programs: /sbin/ethtool /bin/ip
# nicctl: yes
# cpus: 2
# short-kernels: 6.1
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

mgmt=$(netdev mgmt)
x0=$(netdev x0)
x1=$(netdev x1)
e0=$(netdev e0)
cap0=$(netdev cap0)
conf=/etc/nicctl/drivers
mkdir -p "$conf"

# profile DRIVER LINE...: the only profile there is
profile() {
	rm -f "$conf"/*.conf
	_file=$conf/$1.conf
	shift
	printf '%s\n' "$@" >"$_file"
	chmod 644 "$_file"
}

# state PORT: all that ethtool says of it
state() {
	for _what in -g -l -k -a -c -x --show-priv-flags; do
		ethtool $_what "$1" 2>&1
	done
	cat "/sys/class/net/$1/mtu" "/sys/class/net/$1/flags"
}

# feature PORT NAME: on or off
feature() {
	ethtool -k "$1" | sed -n "s/^[[:space:]]*$2: \([a-z]*\).*/\1/p"
}

# ring PORT rx|tx: its size now
ring() {
	ethtool -g "$1" | tr 'A-Z' 'a-z' | sed '1,/current/d' | sed -n "s/^$2:[[:space:]]*//p"
}

# pause PORT Autonegotiate|RX|TX: on or off
pause() {
	ethtool -a "$1" | sed -n "s/^$2:[[:space:]]*//p" | head -1
}

ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up
ip route add default via 10.0.2.2
for port in "$x0" "$x1" "$e0" "$cap0"; do
	ip link set "$port" up
done
check "the ports have a link" wait_for 10 grep -q 1 "/sys/class/net/$x0/carrier"
sleep 2
snapshot_set
remember i40e ice e1000e

note "X710: all kinds of settings at once"
state "$x0" >/tmp/x0.before
state "$x1" >/tmp/x1.before
pci=$(basename "$(readlink -f "/sys/class/net/$x0/device")")
profile i40e '[driver]' "[port $pci]" 'preset = capture' 'rss = 1' 'rss-key = symmetric' \
	'mtu = 4000' 'promiscuous = on' 'ntuple = on' 'coalesce = adaptive-rx=off rx-usecs=40' \
	'private-flags = legacy-rx=on' 'irq-affinity = 1'
run nicctl apply --dry-run
check_eq "dry run: exit" 0 "$rc"
check_has "it says where it is from" "$said" "rss ($conf/i40e.conf:4)"
state "$x0" >/tmp/x0.dry
check "a dry run changes nothing" cmp /tmp/x0.before /tmp/x0.dry
expect_exit 8 nicctl status
flaps=$(cat "/sys/class/net/$x0/carrier_changes")
expect_exit 0 nicctl apply --yes
check_has "the last line" "$said" "made and verified"
note "its link went and came $((($(cat "/sys/class/net/$x0/carrier_changes") - flaps) / 2)) times"
steps=$(nicctl show | grep -c 'features tx-')
note "$steps offloads of the transmit side"
check_eq "one queue" 1 "$(ethtool -l "$x0" | sed -n 's/^Combined:[[:space:]]*//p' | tail -1)"
check_eq "receive ring at its maximum" "$(ethtool -g "$x0" | sed -n 's/^RX:[[:space:]]*//p' | head -1)" "$(ring "$x0" rx)"
check_eq "gro is off" off "$(feature "$x0" generic-receive-offload)"
check_eq "tso is off" off "$(feature "$x0" tcp-segmentation-offload)"
check_eq "VLAN tags stay in the packet" off "$(feature "$x0" rx-vlan-offload)"
check_eq "ntuple is on" on "$(feature "$x0" ntuple-filters)"
check_eq "MTU" 4000 "$(cat "/sys/class/net/$x0/mtu")"
check_has "promiscuous" "$(ip link show dev "$x0")" PROMISC
check_has "symmetric key" "$(ethtool -x "$x0")" "6d:5a:6d:5a"
check_has "private flag" "$(ethtool --show-priv-flags "$x0" | tr -d ' \t')" "legacy-rx:on"
irq=$(grep -- "-$x0-TxRx-0" /proc/interrupts | sed 's/^ *//; s/:.*//')
check_eq "interrupt" 1 "$(cat "/proc/irq/$irq/smp_affinity_list")"
check "the link is there" wait_for 10 grep -q 1 "/sys/class/net/$x0/carrier"
state "$x1" >/tmp/x1.after
check "the other port of the card is untouched" cmp /tmp/x1.before /tmp/x1.after

note "a second run"
n=$(nicctl history | wc -l)
expect_exit 0 nicctl apply --yes
check_has "it says so" "$said" "unchanged: everything is as configured"
check_eq "and is no change of the history" "$n" "$(nicctl history | wc -l)"

expect_exit 0 nicctl status
run nicctl status --prometheus
check_has "metrics" "$out" 'nicctl_driver_as_configured{driver="i40e"} 1'

note "rollback"
run nicctl show
check_has "show has the settings" "$said" "$x0: link mtu 1500 -> 4000"
expect_exit 0 nicctl rollback --yes
state "$x0" >/tmp/x0.after
check "all is as it was" cmp /tmp/x0.before /tmp/x0.after
diff /tmp/x0.before /tmp/x0.after

note "E810: what is too much is refused beforehand, with what it offers"
state "$e0" >/tmp/e0.before
profile ice "[port $e0]" 'mtu = 3000' 'rx-ring = 60000'
expect_exit 3 nicctl apply --yes
check_has "the maximum" "$said" "the port offers $(ethtool -g "$e0" | sed -n 's/^RX:[[:space:]]*//p' | head -1) at most"
state "$e0" >/tmp/e0.after
check "nothing was changed" cmp /tmp/e0.before /tmp/e0.after
profile ice "[port $e0]" 'mtu = 3000' 'rx-ring = 60000' 'on-refused = skip'
expect_exit 0 nicctl apply --yes
check_eq "the rest is done" 3000 "$(cat "/sys/class/net/$e0/mtu")"
check_has "and what was left out is named" "$said" "it is left out"

most=$(ip -d link show "$e0" | sed -n 's/.*maxmtu \([0-9]*\).*/\1/p')
profile ice "[port $e0]" 'promiscuous = on' "mtu = $((most + 1))"
expect_exit 3 nicctl apply --yes
check_has "the largest MTU" "$said" "the port offers $most at most"

note "what only the driver refuses is taken back with the rest"
state "$e0" >/tmp/e0.before
profile ice "[port $e0]" 'promiscuous = on' 'coalesce = adaptive-rx=off rx-usecs=60000'
expect_exit 4 nicctl apply --yes
check_has "it is named" "$said" "coalesce of $e0"
state "$e0" >/tmp/e0.after
check "all is as it was" cmp /tmp/e0.before /tmp/e0.after

note "E810: another number of queues under a hash table that was set by hand"
# queues_of PORT, table_of PORT: how many, and which of them the hash table has
queues_of() {
	ethtool -l "$1" | sed -n 's/^Combined:[[:space:]]*//p' | tail -1
}
table_of() {
	ethtool -x "$1" | sed -n 's/^ *[0-9]*: *//p' | tr -s ' ' '\n' | grep -v : | sort -u | xargs
}
ethtool -X "$e0" weight 1 0
check_eq "one queue gets all" "2 0" "$(queues_of "$e0") $(table_of "$e0")"
state "$e0" >/tmp/e0.before
profile ice "[port $e0]" 'rss = 1' 'rx-ring = max' 'rss-table = equal'
expect_exit 0 nicctl apply --yes
check_eq "one queue is left" "1 0" "$(queues_of "$e0") $(table_of "$e0")"
check_eq "receive ring at its maximum" "$(ethtool -g "$e0" | sed -n 's/^RX:[[:space:]]*//p' | head -1)" "$(ring "$e0" rx)"
expect_exit 0 nicctl apply --yes
check_has "a second run" "$said" "unchanged"
expect_exit 0 nicctl rollback --yes
state "$e0" >/tmp/e0.after
check "queues, ring and table are as they were" cmp /tmp/e0.before /tmp/e0.after
diff /tmp/e0.before /tmp/e0.after
profile ice "[port $e0]" 'rss = max' 'rx-ring = max' 'rss-table = equal'
expect_exit 0 nicctl apply --yes
check_eq "both queues share" "2 0 1" "$(queues_of "$e0") $(table_of "$e0")"
expect_exit 0 nicctl apply --yes
check_has "a second run" "$said" "unchanged"

note "e1000e"
state "$cap0" >/tmp/cap0.before
check_eq "it agrees upon pause frames" on "$(pause "$cap0" Autonegotiate)"
profile e1000e "[port $cap0]" 'preset = capture' 'mtu = 2000'
expect_exit 0 nicctl apply --yes
check_eq "no pause frames" "off off off" "$(pause "$cap0" Autonegotiate) $(pause "$cap0" RX) $(pause "$cap0" TX)"
expect_exit 0 nicctl status
check_eq "MTU" 2000 "$(cat "/sys/class/net/$cap0/mtu")"
check_eq "receive ring" 4096 "$(ring "$cap0" rx)"
expect_exit 0 nicctl apply --yes
check_has "the second run" "$said" "unchanged"

expect_exit 0 nicctl rollback --yes
state "$cap0" >/tmp/cap0.after
check "rolled back, it agrees again" cmp /tmp/cap0.before /tmp/cap0.after

note "the management port"
state "$mgmt" >/tmp/mgmt.before
driver=$(basename "$(readlink "/sys/class/net/$mgmt/device/driver")")
profile "$driver" '[driver]' 'mtu = 1400'
expect_exit 3 nicctl apply --yes
check_has "it is protected" "$said" "mtu may interrupt $mgmt, which is protected"
state "$mgmt" >/tmp/mgmt.after
check "and as it was" cmp /tmp/mgmt.before /tmp/mgmt.after
profile "$driver" '[driver]' 'offloads = gro=off'
expect_exit 0 nicctl apply --yes
check_eq "what interrupts nothing is done" off "$(feature "$mgmt" generic-receive-offload)"
check "the way out answers" ping -c 1 -W 2 10.0.2.2
check_untouched i40e ice e1000e
finish
