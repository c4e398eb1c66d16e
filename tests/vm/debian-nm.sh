# SPDX-License-Identifier: GPL-2.0-or-later
# As debian-networkd, with NetworkManager: it activates the port's profile again by itself.
# topology: incident
# guest: debian-nm
# modules: irdma
# files: tests/lab/guest/manager.sh
# nicctl: yes
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/manager.sh

# shellcheck disable=SC2034 # for manager.sh
UNIT=NetworkManager.service

give_address() {
	eval "_mac=\$MAC_$1"
	(
		umask 077
		cat >"/etc/NetworkManager/system-connections/$1.nmconnection" <<-EOT
			[connection]
			id=$1
			type=ethernet

			[ethernet]
			mac-address=$_mac

			[ipv4]
			method=manual
			address1=$2

			[ipv6]
			method=disabled
		EOT
	)
}

adopt() {
	nmcli connection reload
}

reload_under_manager
finish
