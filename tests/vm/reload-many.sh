# SPDX-License-Identifier: GPL-2.0-or-later
# Reload after reload of ice and i40e with their ports up and under traffic, and single ports unbound and
# bound in between: nothing leaks, nothing is lost. 50 of each with scripts/test --long, else 8.
# topology: cards
# modules: irdma
# nicctl: yes
# timeout: 600
# long-timeout: 1500
# shellcheck shell=sh

. /lab/lib.sh

rounds=8
[ "$LAB_LONG" != 1 ] || rounds=50

# traffic PORT ADDRESS: broadcasts out of the port for as long as the flag is there, whatever its name
traffic() {
	while [ -e "$LAB_TMP/traffic" ]; do
		_dev=$(netdev "$1") && ip addr replace "$2/24" dev "$_dev" && ip link set "$_dev" up &&
			arping -c 20 -w 2 -I "$_dev" "${2%.*}.99"
		usleep 20000
	done >/dev/null 2>&1
}

received() {
	cat "/sys/class/net/$(netdev "$1")/statistics/rx_packets"
}

has_carrier() {
	grep -q 1 "/sys/class/net/$(netdev "$1")/carrier"
}

hears() {
	_heard=$(received "$1")
	wait_for 20 sh -c "[ \$(cat /sys/class/net/$(netdev "$1")/statistics/rx_packets) -gt $_heard ]"
}

# rebind PORT: takes the driver off this one port and puts it back
rebind() {
	_pci=$(basename "$(readlink -f "/sys/class/net/$(netdev "$1")/device")")
	_driver=$(readlink -f "/sys/bus/pci/devices/$_pci/driver")
	echo "$_pci" >"$_driver/unbind"
	echo "$_pci" >"$_driver/bind"
	wait_for 20 netdev "$1" && ip link set "$(netdev "$1")" up && wait_for 20 has_carrier "$1"
}

# many DRIVER OTHER FROM TO: reloads of DRIVER, whose ports are FROM and TO
many() {
	_bad=0
	remember "$2" ib_core ib_uverbs
	_refs="$(refcnt "$1") $(refcnt "$2") $(refcnt ib_core)"
	for _round in $(seq "$rounds"); do
		if ! nicctl configure-driver "$1" --yes >/tmp/run 2>&1; then
			note_file "$1 $_round" /tmp/run
			_bad=$((_bad + 1))
		fi
		has_carrier "$3" && has_carrier "$4" || _bad=$((_bad + 1))
	done
	check_eq "$1: of $rounds reloads under traffic, those that went wrong" 0 "$_bad"
	check_untouched "$2" ib_core ib_uverbs
	check_eq "$1: as many references as before" "$_refs" "$(refcnt "$1") $(refcnt "$2") $(refcnt ib_core)"
	check "$1: what one port sends the other receives" hears "$4"
	for _round in 1 2 3; do
		check "$1: $4 unbound and bound, round $_round" rebind "$4"
	done
	check "$1: and receives again" hears "$4"
	check_set_same "$1: the loaded modules are the same"
}

for port in x0 x1 e0 e1; do
	ip link set "$(netdev $port)" up
done
modprobe irdma
for port in x0 x1 e0 e1; do
	check "$port has carrier" wait_for 20 has_carrier $port
done
snapshot_set
touch "$LAB_TMP/traffic"
traffic x0 192.0.2.1 &
traffic e0 198.51.100.1 &
many ice i40e e0 e1
many i40e ice x0 x1
rm "$LAB_TMP/traffic"
wait
finish
