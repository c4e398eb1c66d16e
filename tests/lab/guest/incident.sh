# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The incident: a machine whose management runs over an X710 while ice, for the capture ports beside
# it, is reloaded under irdma. A scenario sources this after lib.sh, calls `incident_begin KIND`, runs
# the command it is about, and calls `incident_end`; then $session, $pings_lost and $took tell how
# management fared. Topologies: incident (KIND port), incident-bond (KIND bond) and incident-vlan (KIND
# vlan: over a bond).

CAPTURE="cap0 cap1"

# incident_begin port|bond|vlan: everything is up: management with SSH from outside, capture with RDMA
incident_begin() {
	"_management_$1"
	wait_for 20 ping -c 1 -W 1 10.0.2.2
	# no password, no key: the way in leads from this machine's lab only
	sed -i 's/^root:x:/root::/' /etc/passwd
	mkdir -p /etc/dropbear
	dropbear -R -B -E -p 22
	capture_up
	modprobe irdma
	check "irdma0 is registered" [ -d /sys/class/infiniband/irdma0 ]
	check_eq "irdma holds both drivers" "irdma irdma" "$(holders ice) $(holders i40e)"
	remember i40e ice irdma
	check "somebody logs in from outside" lab_host session open 10.0.2.15
	touch "$LAB_TMP/pinging"
	_ping_on >"$LAB_TMP/pings" &
	_pinging=$!
	sleep 2
	_begin=$(lab_host time)
	lab_host session mark
}

# incident_end: sets $session (alive, dead), $session_ms (alive: the longest wait for an answer; dead:
# when the last one came, after the beginning of the command), $pings_lost, $took (ms of the command)
incident_end() {
	took=$(($(lab_host time) - _begin))
	# shellcheck disable=SC2046 # two words
	set -- $(lab_host session check)
	session=$1
	session_ms=$2
	rm "$LAB_TMP/pinging"
	wait "$_pinging"
	pings_lost=$(grep -c lost "$LAB_TMP/pings")
	note "the command took $took ms; $(wc -l <"$LAB_TMP/pings") pings, $pings_lost lost"
	if [ "$session" = alive ]; then
		note "the session is alive; its longest wait was $session_ms ms"
	else
		note "the session is dead; its last answer came $session_ms ms after the command began"
	fi
}

# survives_rmmod KIND: single rmmod steps, by hand
survives_rmmod() {
	incident_begin "$1"
	expect_exit 0 rmmod irdma
	expect_exit 0 rmmod ice
	expect_exit 0 modprobe ice
	expect_exit 0 modprobe irdma
	incident_end
	check_survival
}

# survives_nicctl KIND CHAIN: nicctl refuses the management port's driver, for the reason CHAIN, and
# reloads the other; the capture ports have their carrier again without anybody's help
survives_nicctl() {
	incident_begin "$1"
	ip route add default via 10.0.2.2
	snapshot_set
	remember ib_core ib_uverbs
	expect_exit 3 nicctl configure-driver i40e --yes
	check_has "the management port is protected, with the whole chain" "$said" "$2"
	expect_exit 0 nicctl configure-driver ice --dry-run
	check_has "the report names the port that modprobe -r would take down" "$said" \
		"would have gone down with them"
	check_has "it names what it will probe" "$said" "after each step 10.0.2.2 answers on"
	expect_exit 0 nicctl configure-driver ice --yes
	note "$(grep -E '^ *probes|^done' "$LAB_TMP/out" | tr '\n' ' ')"
	check "every probe of the protected path passes" probes_all_pass
	for _port in $CAPTURE; do
		check "$_port has its carrier again" _has_carrier "$_port"
	done
	incident_end
	check_survival
	check_untouched ib_core ib_uverbs
	check_set_same "the loaded modules are the same"
}

# probes_all_pass: all that passed before, and there are some
probes_all_pass() {
	set -- "$(sed -n 's/^  probes  \([0-9]*\) of \([0-9]*\) .*/\1 \2/p' "$LAB_TMP/out")"
	[ "${1% *}" -ge 3 ] && [ "${1% *}" = "${1#* }" ]
}

# check_survival: management noticed nothing, and capture is back
check_survival() {
	check_untouched i40e
	check_eq "the session goes on" alive "$session"
	check_eq "no ping is lost" 0 "$pings_lost"
	check_capture_back
}

# check_capture_back: ice's ports work as before, RDMA included
check_capture_back() {
	check_reloaded ice irdma
	check "irdma0 is back" [ -d /sys/class/infiniband/irdma0 ]
	capture_up
}

# capture_up: the capture ports are up, have carrier, and hear each other
capture_up() {
	for _port in $CAPTURE; do
		ip link set "$(netdev "$_port")" up
		check "$_port has carrier" wait_for 20 _has_carrier "$_port"
	done
	_before=$(_received cap1)
	ip addr add 192.0.2.1/24 dev "$(netdev cap0)"
	arping -c 1 -w 1 -I "$(netdev cap0)" 192.0.2.9 >/dev/null
	check "cap1 receives what cap0 sends" [ "$(_received cap1)" -gt "$_before" ]
}

# _ping_on: a line for each ping, until the file is gone. One process a ping: when the device goes,
# a single one would just end.
_ping_on() {
	while [ -e "$LAB_TMP/pinging" ]; do
		if ping -c 1 -W 1 10.0.2.2 >/dev/null 2>&1; then echo ok; else echo lost; fi
		usleep 200000
	done
}

_management_port() {
	_address "$(netdev mgmt)"
}

_management_bond() {
	_bond
	_address bond0
}

_management_vlan() {
	_switch
	_bond
	ip link add link bond0 name bond0.100 type vlan id 100
	ip link set bond0 up
	_address bond0.100
}

# _switch: what stands in the cupboard of a data centre: untagged on the uplink, VLAN 100 on the trunk
_switch() {
	unshare -n sleep 1000 &
	_cupboard=$!
	wait_for 20 sh -c "[ \$(readlink /proc/$_cupboard/ns/net) != \$(readlink /proc/self/ns/net) ]"
	_uplink=$(netdev uplink)
	_trunk=$(netdev trunk)
	ip link set "$_uplink" netns "$_cupboard"
	ip link set "$_trunk" netns "$_cupboard"
	modprobe 8021q
	modprobe bridge
	nsenter -n -t "$_cupboard" sh -c "
		ip link add link $_trunk name access type vlan id 100
		brctl addbr switch
		brctl addif switch $_uplink
		brctl addif switch access
		for dev in $_uplink $_trunk access switch; do ip link set \$dev up; done"
}

_bond() {
	modprobe bonding max_bonds=0
	ip link add bond0 type bond
	echo active-backup >/sys/class/net/bond0/bonding/mode
	echo 100 >/sys/class/net/bond0/bonding/miimon
	for _port in mgmt0 mgmt1; do
		echo "+$(netdev $_port)" >/sys/class/net/bond0/bonding/slaves
	done
}

# _address DEVICE: it gets the address that the outside leads to
_address() {
	ip addr add 10.0.2.15/24 dev "$1"
	ip link set "$1" up
}

_has_carrier() {
	[ "$(cat "/sys/class/net/$(netdev "$1")/carrier")" = 1 ]
}

_received() {
	cat "/sys/class/net/$(netdev "$1")/statistics/rx_packets"
}
