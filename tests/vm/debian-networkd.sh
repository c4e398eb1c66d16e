# SPDX-License-Identifier: GPL-2.0-or-later
# ice and i40e are reloaded on a small Debian, under systemd, udev and systemd-networkd, while udev's rules
# load irdma as soon as they see a port: the address that networkd has given a port comes back, and so does
# all that stands on a port which networkd has put into a bond and an administrator has tuned; also with
# --restore always, when nicctl does not wait for networkd.
# topology: incident
# guest: debian-networkd
# modules: irdma bonding 8021q
# files: tests/lab/guest/manager.sh tests/lab/guest/netstate.sh
# programs: /sbin/ethtool
# cpus: 2
# nicctl: yes
# timeout: 800
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/manager.sh
. /lab/files/netstate.sh

# shellcheck disable=SC2034 # for manager.sh
UNIT=systemd-networkd.service

give_address() {
	eval "_mac=\$MAC_$1"
	cat >"/etc/systemd/network/10-$1.network" <<-EOT
		[Match]
		MACAddress=$_mac

		[Network]
		Address=$2
		LinkLocalAddressing=no
		IPv6AcceptRA=no
	EOT
}

# unit FILE: a file for networkd, from standard input
unit() {
	cat >"/etc/systemd/network/$1"
}

# bond PORT N KEY-BYTES: networkd makes the port part of a bond with an address, policy routing and a VLAN;
# by hand it gets the rest
bond() {
	eval "_mac=\$MAC_$1"
	_dev=$(netdev "$1")
	# the bond and the VLAN take over the port's MAC, which that file asks for
	rm -f "/etc/systemd/network/10-$1.network"
	printf '[NetDev]\nName=bond%s\nKind=bond\n[Bond]\nMode=active-backup\nMIIMonitorSec=0.1\n' "$2" | unit "20-bond$2.netdev"
	printf '[NetDev]\nName=vlan%s\nKind=vlan\n[VLAN]\nId=%s\n' "$2" "$2" | unit "20-vlan$2.netdev"
	printf '[Match]\nPermanentMACAddress=%s\n[Link]\nMTUBytes=9000\n[Network]\nBond=bond%s\n' "$_mac" "$2" | unit "05-$1.network"
	printf '[Match]\nName=bond%s\n[Link]\nMTUBytes=9000\n[Network]\nVLAN=vlan%s\nAddress=198.51.10%s.1/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' "$2" "$2" "$2" |
		unit "20-bond$2.network"
	printf '[RoutingPolicyRule]\nFrom=198.51.10%s.1\nTable=10%s\n[Route]\nDestination=10.%s.0.0/16\nGateway=198.51.10%s.9\nTable=10%s\n' \
		"$2" "$2" "$2" "$2" "$2" >>"/etc/systemd/network/20-bond$2.network"
	printf '[Match]\nName=vlan%s\n[Network]\nAddress=203.0.11%s.1/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' "$2" "$2" | unit "20-vlan$2.network"
	must ip link property add dev "$_dev" altname "tuned-$1"
	must sh -c "echo 1 >/proc/sys/net/ipv4/conf/$_dev/arp_ignore"
	must ethtool -G "$_dev" rx 1024 tx 512
	must ethtool -C "$_dev" adaptive-rx off adaptive-tx off rx-usecs 30 tx-usecs 60
	must ethtool -K "$_dev" ntuple on gro off
	must ethtool -X "$_dev" weight 3 1
	must ethtool -X "$_dev" hkey "$(hash_key "$3")"
	must ethtool -N "$_dev" flow-type tcp4 dst-port 80 action 1
}

# look PORT N FILE: what ip and ethtool say of it
look() {
	_dev=$(netdev_of "$1")
	{
		ip -o link show "$_dev" | sed 's/^[0-9]*: //; s/ state [A-Z]* / /'
		ip -o -4 addr show dev "bond$2" | sed 's/^[0-9]*//'
		ip -o -4 addr show dev "vlan$2" | sed 's/^[0-9]*//'
		ip rule show
		ip route show table "10$2"
		cat "/proc/sys/net/ipv4/conf/$_dev/arp_ignore"
		for _option in -g -l -c -k -x -n; do
			ethtool "$_option" "$_dev" 2>&1
		done
	} >"$3"
}

# netdev_of PORT: by its permanent MAC; a member of a bond has another one
netdev_of() {
	ip -o link show | sed -n "s/^[0-9]*: \([^:@]*\).*altname tuned-$1.*/\1/p"
}

adopt() {
	bond cap1 1 52
	networkctl reload
}

has_bond() {
	ip -o link show "$(netdev_of "$1")" | grep -q "master bond$2 .*LOWER_UP\|LOWER_UP.* master bond$2 " &&
		ip -o -4 addr show dev "vlan$2" | grep -q "203.0.11$2.1" && ip route show table "10$2" | grep -q "^10.$2"
}

before_reload() {
	check "networkd has put cap1 into a bond with a VLAN" wait_for 60 has_bond cap1 1
	look cap1 1 /tmp/before.cap1
}

reload_under_manager
check_not "nothing is said to differ" grep '^ *network' "$LAB_TMP/report"
check "all is back on the E810 port" wait_for 30 has_bond cap1 1
look cap1 1 /tmp/after.cap1
check "ip and ethtool say the same of the E810 port" diff -U0 /tmp/before.cap1 /tmp/after.cap1

bond mgmt 2 52
networkctl reload
check "networkd has put mgmt into a bond with a VLAN" wait_for 60 has_bond mgmt 2
look mgmt 2 /tmp/before.mgmt
remember i40e ice
expect_exit 0 nicctl configure-driver i40e --yes
printf '%s\n' "$out" >"$LAB_TMP/report"
keep "$LAB_TMP/report" report-i40e.txt
check_not "nothing is said to differ" grep '^ *network' "$LAB_TMP/report"
check "all is back on the X710 port" wait_for 30 has_bond mgmt 2
look mgmt 2 /tmp/after.mgmt
check "ip and ethtool say the same of the X710 port" diff -U0 /tmp/before.mgmt /tmp/after.mgmt
for file in cap1 mgmt; do
	keep "/tmp/before.$file"
done
check_reloaded i40e
check_untouched ice

# both are at it at the same time, and do not fight: each ends, and then nothing moves any more
look cap1 1 /tmp/before.cap1
remember ice
expect_exit 0 nicctl configure-driver ice --yes --restore always
printf '%s\n' "$out" >"$LAB_TMP/report"
keep "$LAB_TMP/report" report-always.txt
check_not "--restore always: nothing is said to differ" grep '^ *network' "$LAB_TMP/report"
check "--restore always: all is back on the E810 port" wait_for 30 has_bond cap1 1
check "--restore always: networkd is content with cap0" wait_for 30 sh -c "networkctl status $(netdev cap0) | grep -q 'State: .*(configured)'"
ip monitor link address route >/tmp/monitor &
monitor=$!
sleep 8
kill $monitor
note_file moves /tmp/monitor
check_eq "--restore always: nothing moves any more" 0 "$(grep -v -i -c -e neigh -e 'proto ra' /tmp/monitor)"
look cap1 1 /tmp/always.cap1
check "--restore always: ip and ethtool say the same" diff -U0 /tmp/before.cap1 /tmp/always.cap1
check_eq "--restore always: cap0 has its address once" 1 "$(ip -o -4 addr show dev "$(netdev cap0)" | grep -c 192.0.2.1/24)"
check_reloaded ice
finish
