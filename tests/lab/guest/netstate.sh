# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What ip, bridge, tc, ethtool and the kernel's files say of network devices, before and after a driver
# is reloaded. A scenario sources this after lib.sh, and needs these programs.

# The world outside announces itself as a router, at any time: what the kernel makes of that is not compared.
for _conf in /proc/sys/net/ipv6/conf/*/accept_ra; do
	echo 0 >"$_conf"
done

# must COMMAND...: part of the setting: without it the test proves nothing
must() {
	"$@" >"$LAB_TMP/must" 2>&1 || {
		fail "setting: $*"
		note_file output "$LAB_TMP/must"
	}
}

# links_up DEVICE...: all of them, and then their carriers
links_up() {
	for _dev in "$@"; do
		must ip link set "$_dev" up
	done
	for _dev in "$@"; do
		wait_for 20 grep -q 1 "/sys/class/net/$_dev/carrier"
	done
}

# hash_key BYTES: some key, as ethtool -X wants it
hash_key() {
	seq 16 $((15 + $1)) | while read -r _byte; do printf '%02x:' "$_byte"; done | sed 's/:$//'
}

# linking: is there a port with a carrier that the kernel has not told its users of yet (linkwatch: within 1 s), or
# an IPv6 address on one that is still tentative (up to 2 s later)? Its routes come only afterwards.
linking() {
	for _dir in /sys/class/net/*; do
		[ "$(cat "$_dir/carrier" 2>/dev/null)" = 1 ] || continue
		case $(cat "$_dir/operstate") in
		up | unknown) ;;
		*) return 0 ;;
		esac
		ip -6 -o addr show dev "${_dir##*/}" tentative | grep -v -q dadfailed && return 0
	done
	return 1
}

# settle: waits for that, 10 s at most; a port that comes up a moment later counts, too
settle() {
	_calm=0
	for _ in $(seq 50); do
		if linking; then _calm=0; else _calm=$((_calm + 1)); fi
		[ $_calm -lt 2 ] || return 0
		usleep 200000
	done
	note "settle: links or addresses are still coming up after 10 s"
}

# state FOLDER DEVICE...: once all is settled; counters, indices and timers are no state
state() {
	_folder=$1
	shift
	mkdir -p "$_folder"
	settle
	# the MAC of a representor is made up by its driver
	ip -d -o link show | grep -v 'portname pf[0-9]*vf' | sed 's/^[0-9]*: //; s/@if[0-9]*//; s/link-netns.*//; s/ state [A-Z]* / /;
		s/mii_status.*perm_hwaddr/perm_hwaddr/; s/ad_aggregator_id [0-9]*//; s/ad_[a-z_]*state [0-9]*//g;
		s/ad_[a-z_]*state_str [^ ]*//g; s/link_failure_count [0-9]*//;
		s/bridge_slave state.*priority/priority/; s/designated_root.*config_pending//;
		s/hello_timer.*vlan_default/vlan_default/; s/active_slave [^ ]*//; s/ qlen/qlen/' | sort >"$_folder/links"
	ip -o addr show | sed 's/^[0-9]*: //; s/ tentative//; s/valid_lft [0-9]*sec//; s/preferred_lft [0-9]*sec//' |
		sort >"$_folder/addresses"
	ip -4 route show table all | sort >"$_folder/routes4"
	ip -6 route show table all | grep -v -e ' multicast ' -e ' proto ra ' | sed 's/expires [0-9]*sec//' | sort >"$_folder/routes6"
	{
		ip -4 rule
		ip -6 rule
	} >"$_folder/rules"
	ip neigh show nud permanent | sort >"$_folder/neighbours"
	{
		bridge vlan show | sort
		bridge fdb show br br0 | grep static
	} >"$_folder/bridge"
	tc qdisc show 2>/dev/null | grep -v ' 0: ' | sed 's/refcnt [0-9]*//' >"$_folder/qdiscs"
	for _dev in "$@"; do
		for _option in -k -g -l -c -a -x --show-priv-flags -n --show-eee --show-fec ""; do
			echo "$_dev $_option"
			# shellcheck disable=SC2086 # an option or none
			ethtool $_option "$_dev" 2>&1
		done >"$_folder/ethtool.$_dev"
		for _flow in tcp4 udp4 sctp4 tcp6 udp6 sctp6; do
			ethtool -n "$_dev" rx-flow-hash "$_flow" 2>&1
		done >"$_folder/fields.$_dev"
		grep -r . "/proc/sys/net/ipv4/conf/$_dev" "/proc/sys/net/ipv6/conf/$_dev" \
			"/proc/sys/net/ipv4/neigh/$_dev" 2>/dev/null | sort >"$_folder/sysctls.$_dev"
		grep -r . "/sys/class/net/$_dev/queues" | grep -v byte_queue | sort >"$_folder/queues.$_dev"
		for _irq in "/sys/class/net/$_dev/device/msi_irqs"/*; do
			_irq=${_irq##*/}
			[ -n "$(cat "/sys/kernel/irq/$_irq/actions" 2>/dev/null)" ] &&
				echo "$(cat "/sys/kernel/irq/$_irq/actions") $(cat "/proc/irq/$_irq/smp_affinity_list")"
		done | sort >"$_folder/irqs.$_dev"
	done
}

# check_state_survives DRIVER DEVICE...: reloads the driver, with --restore $RESTORE, and compares
check_state_survives() {
	_driver=$1
	shift
	state /tmp/before "$@"
	remember "$_driver"
	_begin=$(lab_host time)
	expect_exit 0 nicctl configure-driver "$_driver" --yes --restore "${RESTORE:-auto}"
	note "nicctl took $(($(lab_host time) - _begin)) ms"
	printf '%s\n' "$out" >"$LAB_TMP/report"
	keep "$LAB_TMP/report" report.txt
	note "$(printf '%s\n' "$out" | tail -n 1)"
	check_not "nothing is said to differ" grep '^ *network' "$LAB_TMP/report"
	state /tmp/after "$@"
	keep /var/lib/nicctl/transactions/*/netstate.json netstate.json
	keep /tmp/before
	keep /tmp/after
	for _file in /tmp/before/*; do
		check "the same before and after: ${_file##*/}" diff -U0 "$_file" "/tmp/after/${_file##*/}"
	done
}
