# SPDX-License-Identifier: GPL-2.0-or-later
# The guest with udev: devices get their drivers without being asked, real programs of this machine
# come before busybox's, and the modules of a scenario can be loaded by alias.
# topology: ports
# guest: udev
# programs: /bin/ip
# timeout: 60
# shellcheck shell=sh

. /lab/lib.sh

check "udevd runs" pidof systemd-udevd
check "udevd answers" udevadm control --ping
check "the rules that load RDMA modules are there" \
	[ -e /usr/lib/udev/rules.d/90-rdma-hw-modules.rules ]
check "the capture port has its driver" netdev cap0
check_has "ip is the real one" "$(ip -V)" iproute2
modprobe -r e1000e
check_not "without the driver there is no port" netdev cap0
udevadm trigger --action=add --subsystem-match=pci
check "udev loads the driver by the port's alias" wait_for 10 netdev cap0
finish
