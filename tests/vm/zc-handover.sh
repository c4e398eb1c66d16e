# SPDX-License-Identifier: GPL-2.0-or-later
# One port of a card moves to the ZC driver beside the stock one and carries packets, the other stays where
# it is and never loses a ping; then the way back. For X710 and E810. Without being named no port moves,
# and nothing loads a ZC driver by itself.
# topology: zc
# guest: udev
# modules: irdma
# zc: i40e_zc ice_zc
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

# address PORT: its PCI function
address() {
	basename "$(readlink "/sys/class/net/$(netdev "$1")/device")"
}

# driver FUNCTION
driver() {
	basename "$(readlink "/sys/bus/pci/devices/$1/driver")" 2>/dev/null
}

driven_by() {
	[ "$(driver "$1")" = "$2" ] && netdev "$3"
}

# move FUNCTION DRIVER: takes it away from its driver and gives it to the other
move() {
	[ ! -e "/sys/bus/pci/devices/$1/driver" ] || echo "$1" >"/sys/bus/pci/devices/$1/driver/unbind"
	echo "$2" >"/sys/bus/pci/devices/$1/driver_override"
	echo "$1" >/sys/bus/pci/drivers_probe
}

# up PORT ADDRESS
up() {
	_dev=$(netdev "$1")
	ip addr add "$2/24" dev "$_dev"
	ip link set "$_dev" up
	wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier"
}

# answers DEVICE: the world outside answers over this device
answers() {
	ping -c 1 -W 2 -I "$1" 10.0.2.2
}

# ping_on DEVICE: until /tmp/pinging is gone
ping_on() {
	while [ -e /tmp/pinging ]; do
		if ping -c 1 -W 1 -I "$1" 10.0.2.2 >/dev/null; then echo ok; else echo lost; fi
		usleep 100000
	done
}

# handover DRIVER PORT PORT: the first moves, the second stays
handover() {
	_function=$(address "$2")
	_stays=$(netdev "$3")
	up "$3" 10.0.2.16
	check "$3 works" wait_for 20 answers "$_stays"
	_inode=$(stat -c %i "/sys/class/net/$_stays")
	touch /tmp/pinging
	ping_on "$_stays" >/tmp/pings &
	_pinging=$!
	sleep 1

	check "${1}_zc loads, with no port" insmod "/lab/zc/${1}_zc.ko"
	move "$_function" "${1}_zc"
	check_eq "a port that is not named is refused" "" "$(driver "$_function")"
	move "$_function" "$1"
	check "it goes back to $1" wait_for 20 driven_by "$_function" "$1" "$2"
	echo "$_function" >"/sys/module/${1}_zc/parameters/ports"
	move "$_function" "${1}_zc"
	check "once it is named, ${1}_zc takes it" wait_for 20 driven_by "$_function" "${1}_zc" "$2"
	up "$2" 10.0.2.15
	check "$2 carries packets under ${1}_zc" wait_for 20 answers "$(netdev "$2")"
	check_eq "$3 is still driven by $1" "$1" "$(driver "$(address "$3")")"
	[ "$1" = ice ] && check "irdma serves the port that stayed" [ -d "/sys/class/net/$_stays/device/infiniband" ] &&
		check_not "and not the other" [ -d "/sys/class/net/$(netdev "$2")/device/infiniband" ]

	move "$_function" ""
	check "and back: $1 drives it" wait_for 20 driven_by "$_function" "$1" "$2"
	check "${1}_zc is removed" rmmod "${1}_zc"
	check "${1}_zc loads with the port named and RSS=1" \
		insmod "/lab/zc/${1}_zc.ko" "ports=${_function#0000:}" RSS=1
	move "$_function" "${1}_zc"
	check "it takes the port" wait_for 20 driven_by "$_function" "${1}_zc" "$2"
	check_not "with one queue" [ -e "/sys/class/net/$(netdev "$2")/queues/rx-1" ]
	check "removing it lets the port go" rmmod "${1}_zc"
	move "$_function" ""
	check "and $1 takes it again" wait_for 20 driven_by "$_function" "$1" "$2"

	rm /tmp/pinging
	wait "$_pinging"
	note "$(wc -l </tmp/pings) pings over $3"
	check "there were pings all the time" [ "$(wc -l </tmp/pings)" -ge 10 ]
	check_eq "none was lost" 0 "$(grep -c lost /tmp/pings)"
	check_eq "$3 was never gone" "$_inode" "$(stat -c %i "/sys/class/net/$_stays")"
	ip addr flush dev "$_stays"
}

# what an administrator gets who installs them
mkdir -p "/lib/modules/$(uname -r)/nicctl"
cp /lab/zc/*_zc.ko "/lib/modules/$(uname -r)/nicctl/"
depmod
udevadm trigger --action=add --subsystem-match=pci
udevadm settle
check_not "udev does not load ice_zc" loaded ice_zc
check_not "nor i40e_zc" loaded i40e_zc

wait_for 20 loaded irdma
remember ice i40e irdma
handover i40e x0 x1
handover ice e0 e1
check_untouched ice i40e irdma
finish
