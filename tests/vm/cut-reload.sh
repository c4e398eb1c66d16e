# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 inside a reload of e1000e under a host that has much on its ports: after `nicctl recover` modules,
# parameters, drivers, links, addresses, routes, rules and bond are those before or those after. A sample of
# the moments, 40 of them with NICCTL_LONG=1.
# Then Ctrl-C and SIGTERM there: it ends before or after, and says which; SIGHUP and a closed terminal do not stop it
# (one signal; 10 of each with NICCTL_LONG=1).
# topology: ports
# modules: bonding
# nicctl: yes
# tools: killat
# programs: /bin/ip /sbin/bridge /sbin/tc
# files: tests/lab/guest/netstate.sh tests/lab/guest/cuts.sh tests/lab/guest/cuts-ports.sh tests/lab/guest/interrupts.sh
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
	go_a="configure-driver e1000e --param copybreak=256 --yes"
	go_b="configure-driver e1000e --param copybreak=300 --yes"
}
sample_cuts 36 4
sample_interrupts TERM
finish
