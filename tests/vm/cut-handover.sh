# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 while two ports are moved from e1000e to e1000e_zc: after `nicctl recover` modules, parameters,
# drivers, driver_override, links, addresses, routes, rules and bond are those before or those after, be it
# between unbind and bind. A sample of the moments, 50 of them with NICCTL_LONG=1.
# Then Ctrl-C and SIGTERM there: it ends before or after, and says which; SIGHUP and a closed terminal do not stop it
# (one signal; 10 of each with NICCTL_LONG=1).
# topology: ports
# modules: bonding
# nicctl: yes
# zc: e1000e_zc
# tools: killat
# programs: /bin/ip /sbin/bridge /sbin/tc
# files: tests/lab/guest/netstate.sh tests/lab/guest/cuts.sh tests/lab/guest/cuts-ports.sh tests/lab/guest/interrupts.sh
# short-kernels: 6.1
# timeout: 560
# long-timeout: 9500
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh
. /lab/files/cuts-ports.sh
. /lab/files/cuts.sh
. /lab/files/interrupts.sh

# shellcheck disable=SC2034 # for cuts.sh
{
	go_a="configure-driver e1000e --to e1000e_zc --stock --yes"
	go_b="configure-driver e1000e --strategy handover --ports $(netdev cap0),$(netdev cap1) --module /lab/zc/e1000e_zc.ko --yes"
}
sample_cuts 45 5
sample_interrupts INT
finish
