# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For vm/boot-service.sh, before systemd starts: nicctl's units, enabled, and what they bring about. The ZC
# build of ice is installed, its profile asks for it and for rings; that of i40e asks for a file whose init fails.

units=/etc/systemd/system
for unit in nicctl nicctl-recover; do
	sed -e 's,@NICCTL_STATE_DIR@,/var/lib/nicctl,' -e 's,@CMAKE_INSTALL_FULL_SBINDIR@,/usr/sbin,' \
		"/lab/files/$unit.service.in" >"$units/$unit.service"
	ln -s "../$unit.service" "$units/multi-user.target.wants/"
done

build=/lib/modules/$(uname -r)/nicctl
mkdir -p "$build" /etc/nicctl/drivers
cp /lab/zc/ice.ko "$build/ice.ko.reload"
printf '[driver]\nsource = bundled\nrx-ring = 1024\n' >/etc/nicctl/drivers/ice.conf
# Other words at each boot: no reason to try i40e again.
printf '# boot %s\n' "$(cat /proc/sys/kernel/random/boot_id)" >/etc/nicctl/nicctl.conf
printf '[driver]\nsource = /lab/fixtures/i40e.ko\nexpect-lost = irdma\n' >/etc/nicctl/drivers/i40e.conf

for port in mgmt:10.0.2.15 cap0:192.0.2.1; do
	eval "mac=\$MAC_${port%%:*}"
	# shellcheck disable=SC2154 # set by eval
	printf '[Match]\nMACAddress=%s\n[Network]\nAddress=%s/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' \
		"$mac" "${port##*:}" >"/etc/systemd/network/10-${port%%:*}.network"
done
