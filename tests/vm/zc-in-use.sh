# SPDX-License-Identifier: GPL-2.0-or-later
# A port that an application receives from in zero-copy is not taken away from it: the reload is refused and
# the process named, although the kernel does not list AF_XDP sockets; once it has ended the reload goes on.
# On a port that stays it is no obstacle. zc-in-use-diag does the same where the kernel lists them.
# topology: incident
# modules: ice i40e
# tools: xsk
# nicctl: yes
# short-kernels: 6.1 6.12
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

xsk=/lab/tools/xsk

# hold PORT MODE: an application with a socket on queue 0
hold() {
	$xsk hold "$(netdev "$1")" 0 "$2" >/tmp/holding 2>&1 &
	holder=$!
	wait_for 20 grep -q bound /tmp/holding
}

let_go() {
	kill $holder
	wait $holder
}

ip link set "$(netdev cap0)" up
hold cap0 zero-copy
check_eq "the application is in zero-copy" "bound in zero-copy" "$(cat /tmp/holding)"
remember ice i40e
expect_exit 3 nicctl configure-driver ice --yes
check_has "the application is named" "$said" "pid $holder (xsk) has AF_XDP sockets on 1 queue of $(netdev cap0)"
check_has "the remedy" "$said" "end it first"
check_untouched ice i40e
check "the application lives" [ -d /proc/$holder ]
expect_exit 7 nicctl zc-check "$(netdev cap0)"
check_has "zc-check names it, too" "$said" "in use pid $holder (xsk) has an AF_XDP socket on it"
expect_exit 0 nicctl zc-check "$(netdev cap1)"

note "in a snapshot, too"
nicctl snapshot >/tmp/snapshot.json
expect_exit 3 nicctl configure-driver ice --from /tmp/snapshot.json
check_has "the application is named" "$said" "pid $holder (xsk)"
let_go

note "on a port that stays"
hold mgmt zero-copy
expect_exit 0 nicctl configure-driver ice --yes
check_reloaded ice
check_untouched i40e
check "the application lives" [ -d /proc/$holder ]
let_go

# only a kernel that lists the sockets tells the mode
if [ -n "$(find "/lib/modules/$(uname -r)" -name 'xsk_diag.ko*')" ]; then
	check "the kernel has listed the sockets" loaded xsk_diag
	note "in copy mode: a warning"
	ip link set "$(netdev cap0)" up
	hold cap0 copy
	expect_exit 0 nicctl configure-driver ice --dry-run
	check_has "it is warned of" "$said" "(copy mode) and loses them"
	let_go
fi

remember ice
expect_exit 0 nicctl configure-driver ice --yes
check_reloaded ice
finish
