# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Moving ports between drivers while management runs over another one. A scenario sources this after
# lib.sh.

# a default route that nobody has asked for would protect every port
echo 0 >/proc/sys/net/ipv6/conf/all/accept_ra
echo 0 >/proc/sys/net/ipv6/conf/default/accept_ra
for _dev in /proc/sys/net/ipv6/conf/*/accept_ra; do
	echo 0 >"$_dev"
done

# install_zc MODULE...: as `nicctl build --install` does
install_zc() {
	mkdir -p "/lib/modules/$(uname -r)/nicctl"
	for _module in "$@"; do
		cp "/lab/zc/$_module.ko" "/lib/modules/$(uname -r)/nicctl/"
	done
	depmod
}

# address PORT: its PCI function
address() {
	basename "$(readlink "/sys/class/net/$(netdev "$1")/device")"
}

# mac PORT
mac() {
	eval "echo \"\$MAC_$1\""
}

# driver FUNCTION; nothing when it has none
driver() {
	_link=$(readlink "/sys/bus/pci/devices/$1/driver") && basename "$_link"
}

# override FUNCTION; nothing when it is empty
override() {
	sed 's/^(null)$//' "/sys/bus/pci/devices/$1/driver_override"
}

# up PORT ADDRESS/BITS: 24 for management, which has a route then; 32 for others in the same network
up() {
	_dev=$(netdev "$1")
	ip addr add "$2" dev "$_dev"
	ip link set "$_dev" up
	wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier"
}

# answers DEVICE: the world outside answers over this device
answers() {
	arping -c 1 -w 2 -I "$1" 10.0.2.2
}

# carries PORT ADDRESS/BITS: it is up again, and packets go both ways
carries() {
	_dev=$(netdev "$1")
	check "$1 is up, with carrier" wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier"
	ip addr add "$2" dev "$_dev" 2>/dev/null
	check "$1 carries packets under $(driver "$(address "$1")")" wait_for 20 answers "$_dev"
}

# watch_management: from now on somebody works over the management port: a session from outside, pings
watch_management() {
	if [ ! -e "$LAB_TMP/dropbear" ]; then
		touch "$LAB_TMP/dropbear"
		# no password, no key: the way in leads from this machine's lab only
		sed -i 's/^root:x:/root::/' /etc/passwd
		mkdir -p /etc/dropbear
		dropbear -R -B -E -p 22
		check "somebody logs in from outside" lab_host session open 10.0.2.15
	fi
	nc -l -p 9 -e cat &
	wait_for 20 grep -q ':0009 00000000:0000 0A' /proc/net/tcp
	check "a transfer begins" lab_host transfer begin 10.0.2.15 9
	touch "$LAB_TMP/pinging"
	while [ -e "$LAB_TMP/pinging" ]; do
		if ping -c 1 -W 1 10.0.2.2 >/dev/null 2>&1; then echo ok; else echo lost; fi
		usleep 100000
	done >"$LAB_TMP/pings" &
	_pinging=$!
	_mgmt_index=$(cat "/sys/class/net/$(netdev x0)/ifindex")
	wait_for 10 [ -s "$LAB_TMP/pings" ]
	lab_host session mark
}

# check_management: nobody there has noticed anything
check_management() {
	# shellcheck disable=SC2046 # two words
	set -- $(lab_host session check)
	_transfer=$(lab_host transfer end)
	rm "$LAB_TMP/pinging"
	wait "$_pinging"
	note "transfer: ${_transfer% *} bytes there and back, longest wait for one block ${_transfer#* } ms"
	check "the transfer went on, and every byte came back" [ "${_transfer% *}" -ge 200000 ]
	note "session $1, longest wait $2 ms; $(wc -l <"$LAB_TMP/pings") pings"
	check_eq "the session from outside goes on" alive "$1"
	check "there were pings all the time" [ "$(wc -l <"$LAB_TMP/pings")" -ge 5 ]
	check_eq "none was lost" 0 "$(grep -c lost "$LAB_TMP/pings")"
	check_eq "the management port is the one it was" "$_mgmt_index" \
		"$(cat "/sys/class/net/$(netdev x0)/ifindex")"
}
