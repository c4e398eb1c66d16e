# SPDX-License-Identifier: GPL-2.0-or-later
# ice is reloaded on a small Debian, under systemd, udev and systemd-networkd, while udev's rules load
# irdma as soon as they see ice's ports: the address that networkd has given a port comes back.
# topology: incident
# guest: debian-networkd
# modules: irdma
# files: tests/lab/guest/manager.sh
# nicctl: yes
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/manager.sh

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

adopt() {
	networkctl reload
}

reload_under_manager
finish
