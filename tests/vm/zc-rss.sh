# SPDX-License-Identifier: GPL-2.0-or-later
# RSS= sets the queues of each port, in the order of PCI addresses, while it is probed; the ports carry
# packets, and irdma comes up on ZC ice as on the stock one.
# topology: zc
# modules: irdma
# zc: ice i40e
# short-kernels: 6.1 6.12
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

# queues PORT: "receive transmit"
queues() {
	_dev=$(netdev "$1")
	set -- /sys/class/net/"$_dev"/queues/rx-*
	_rx=$#
	set -- /sys/class/net/"$_dev"/queues/tx-*
	echo "$_rx $#"
}

# works PORT ADDRESS: it reaches the world outside
works() {
	_dev=$(netdev "$1")
	ip addr add "$2/24" dev "$_dev"
	ip link set "$_dev" up
	wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier"
	ping -c 3 -W 2 -I "$_dev" 10.0.2.2
	_works=$?
	ip addr flush dev "$_dev"
	return $_works
}

# try DRIVER PORT PORT: with several values of RSS=
try() {
	rmmod "$1"
	for _case in "none:2 2:2 2" "RSS=2,1:2 2:1 1" "RSS=1,2:1 1:2 2" "RSS=1:1 1:2 2" "RSS=0,1:2 2:1 1"; do
		_words=${_case%%:*}
		_rest=${_case#*:}
		[ "$_words" = none ] && _words=
		# shellcheck disable=SC2086 # nothing, or one word
		insmod "/lab/zc/$1.ko" $_words
		check "$1 ${_words:-without RSS=}: both ports are there" wait_for 20 both "$2" "$3"
		check_eq "$1 ${_words:-without RSS=}: queues of $2" "${_rest%%:*}" "$(queues "$2")"
		check_eq "$1 ${_words:-without RSS=}: queues of $3" "${_rest#*:}" "$(queues "$3")"
		[ "$_words" = RSS=2,1 ] && check "$1: $2 carries packets" works "$2" 10.0.2.15 &&
			check "$1: $3 carries packets" works "$3" 10.0.2.16
		[ "$_words" = RSS=0,1 ] || rmmod "$1"
	done
}

both() {
	netdev "$1" && netdev "$2"
}

try i40e x0 x1
try ice e0 e1
check "the stock irdma loads" modprobe irdma
check "and finds the card" wait_for 20 [ -d /sys/class/infiniband/irdma0 ]
check_eq "irdma holds ZC ice" irdma "$(holders ice)"
rmmod irdma
rmmod ice
insmod /lab/zc/ice.ko RSS=9,1
check "more queues than processors" wait_for 20 both e0 e1
check_eq "are as many as processors" "2 2" "$(queues e0)"
check_has "and the kernel's log says so" "$(dmesg)" "RSS=9: there are 2 processors"
finish
