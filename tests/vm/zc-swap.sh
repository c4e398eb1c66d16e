# SPDX-License-Identifier: GPL-2.0-or-later
# ZC ice takes the stock driver's place under irdma and gives it back, ten times over: irdma comes back
# each time, and no other module is removed.
# topology: plain
# modules: irdma ice i40e
# zc: ice
# nicctl: yes
# timeout: 400
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember i40e ib_core ib_uverbs
stock=/lib/modules/$(uname -r)/kernel/drivers/net/ethernet/intel/ice

round=0
while [ $round -lt 10 ]; do
	round=$((round + 1))
	run nicctl configure-driver ice --module /lab/zc/ice.ko --yes
	check_eq "round $round: ZC ice takes over" 0 "$rc"
	[ "$rc" = 0 ] || note_file output "$LAB_TMP/out"
	check "round $round: it is ZC ice" [ -e /sys/module/ice/parameters/RSS ]
	check_eq "round $round: irdma holds it" irdma "$(holders ice)"
	check_set_same "round $round: no module is missing"
	run nicctl configure-driver ice --yes --module "$(ls "$stock"/ice.ko*)"
	check_eq "round $round: and back" 0 "$rc"
	check_not "round $round: it is the stock ice" [ -e /sys/module/ice/parameters/RSS ]
	check_eq "round $round: irdma holds it" irdma "$(holders ice)"
	check_set_same "round $round: no module is missing"
done
check_untouched i40e ib_core ib_uverbs
finish
