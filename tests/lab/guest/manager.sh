# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A driver is reloaded on a machine where systemd, udev and a network manager run, and want a say. A
# scenario (topology incident, a guest with systemd) sources this after lib.sh, sets UNIT, the manager's,
# defines `give_address PORT ADDRESS/LENGTH` and `adopt`, which has the manager do what was given, may
# define `before_reload`, which is called when it has, and calls `reload_under_manager`.

before_reload() {
	:
}

reload_under_manager() {
	check_eq "systemd runs" systemd "$(cat /proc/1/comm)"
	check "udevd runs" systemctl is-active systemd-udevd.service
	check "$UNIT runs" wait_for 60 systemctl is-active "$UNIT"
	# nobody but udev has loaded anything here
	for _module in i40e ice irdma; do
		check "udev has loaded $_module" wait_for 60 loaded "$_module"
	done
	udevadm settle --timeout=60
	# udev's rules give it a name after its place
	check "ice's RDMA device is there" wait_for 60 _rdma cap0

	give_address mgmt 10.0.2.15/24
	give_address cap0 192.0.2.1/24
	adopt
	check "the manager gives the management port its address" wait_for 60 _has_address mgmt 10.0.2.15/24
	check "the manager gives the capture port its address" wait_for 60 _has_address cap0 192.0.2.1/24
	check "management works" wait_for 20 ping -c 1 -W 1 10.0.2.2

	before_reload
	remember i40e ice irdma
	snapshot_set
	_device=$(cat "/sys/class/net/$(netdev cap0)/ifindex")
	ip -o monitor address >"$LAB_TMP/addresses" &
	_monitor=$!
	# the kernel can tell who loads a module, udev or nicctl
	echo 1 >/sys/kernel/tracing/events/module/module_load/enable
	expect_exit 0 nicctl configure-driver ice --yes
	note "loaded$(sed -n 's/^ *\(.*\)-[0-9]* .* module_load: \([a-z0-9_]*\).*/, \2 by \1/p' \
		/sys/kernel/tracing/trace | tr -d '\n')"
	printf '%s\n' "$out" >"$LAB_TMP/report"
	keep "$LAB_TMP/report" report.txt
	keep /var/lib/nicctl/transactions/*/log journal.txt
	_begin=$(_now)
	check "the manager gives the capture port its address back" wait_for 120 _has_address cap0 192.0.2.1/24
	note "the address was back $(($(_now) - _begin)) ms after nicctl ended"
	kill "$_monitor"
	keep "$LAB_TMP/addresses" addresses.txt

	check_reloaded ice irdma
	check_untouched i40e
	check_set_same "the loaded modules are the same"
	check "it is another device" [ "$(cat "/sys/class/net/$(netdev cap0)/ifindex")" -ne "$_device" ]
	check "ice's RDMA device is back" wait_for 60 _rdma cap0
	check "the capture port lost its address meanwhile" grep -q "^Deleted.*192\.0\.2\.1/" "$LAB_TMP/addresses"
	check_not "the management port never lost its address" \
		grep -q "^Deleted.*10\.0\.2\.15/" "$LAB_TMP/addresses"
	check "management works still" ping -c 1 -W 2 10.0.2.2
}

_has_address() {
	ip -o addr show dev "$(netdev "$1")" | grep -q -F " $2 "
}

# _rdma PORT: does its card's function have an RDMA device?
_rdma() {
	[ -n "$(ls "/sys/class/net/$(netdev "$1")/device/infiniband" 2>/dev/null)" ]
}

_now() {
	echo "$(($(date +%s%N) / 1000000))"
}
