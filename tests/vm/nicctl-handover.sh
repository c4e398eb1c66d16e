# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl moves one port of a card to the ZC driver beside the stock one while management, with an SSH
# session from outside, a TCP transfer and a ping, runs over the other port of the same driver; then back.
# The same for E810, where the RDMA device of the port that stays is in use all the time.
# topology: zc
# guest: udev
# modules: irdma
# nicctl: yes
# zc: i40e_zc ice_zc
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/handover.sh
# timeout: 800
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/handover.sh

install_zc i40e_zc ice_zc
wait_for 20 loaded irdma
snapshot_set
remember i40e ice irdma ib_core ib_uverbs

step "X710: management on x0, capture on x1"
up x0 10.0.2.15/24
check "management works" wait_for 20 answers "$(netdev x0)"
ip route add default via 10.0.2.2 dev "$(netdev x0)"
function=$(address x1)
up x1 10.0.2.16/32
watch_management

expect_exit 3 nicctl configure-driver i40e --strategy reload --yes
check_has "the reload is refused, with the whole chain" "$said" \
	"is protected: default route (inet) -> $(netdev x0) -> $(address x0) -> i40e"
expect_exit 0 nicctl configure-driver i40e --dry-run
check_has "auto takes the handover" "$said" "taken handover: a reload would be refused"
check_has "it says what the reload would have cost" "$said" \
	"instead reload would be refused; it would take down $(netdev x0) ($(address x0)), $(netdev x1)"
expect_exit 0 nicctl configure-driver i40e --dry-run --json
printf '%s' "$out" >/tmp/report.json
keep /tmp/report.json
expect_exit 3 nicctl configure-driver i40e --strategy handover --ports "$(netdev x0)" --yes
check_has "the management port cannot be named" "$said" "is protected"
expect_exit 3 nicctl configure-driver i40e --ports "$(netdev x1)x" --strategy handover --yes
check_has "a wrong name gets a suggestion" "$said" "did you mean '$(netdev x1)'?"
check_eq "nothing was changed so far" i40e "$(driver "$function")"

name=$(netdev x1)
expect_exit 0 nicctl configure-driver i40e --yes
note "$(tail -n 1 "$LAB_TMP/out")"
check_has "it is done" "$said" "done: 1 port is driven by i40e_zc now"
check_eq "i40e_zc drives x1" i40e_zc "$(driver "$function")"
check_eq "by driver_override" i40e_zc "$(override "$function")"
check_eq "i40e still drives x0" i40e "$(driver "$(address x0)")"
check_eq "x1 has its name" "$name" "$(netdev x1)"
carries x1 10.0.2.16/32
expect_exit 0 nicctl configure-driver i40e --strategy handover --ports "$name" --yes
check_has "a second time there is nothing to do" "$said" "unchanged: nothing to do"
expect_exit 0 nicctl configure-driver i40e --stock --yes
note "$(tail -n 1 "$LAB_TMP/out")"
check_eq "i40e drives x1 again" i40e "$(driver "$function")"
check_eq "driver_override is empty again" "" "$(override "$function")"
check_eq "x1 has its name" "$name" "$(netdev x1)"
check_set_same "i40e_zc is gone, and nothing else"
carries x1 10.0.2.16/32

step "with a profile of the driver"
mkdir -p /etc/nicctl/drivers
cp /lab/zc/i40e_zc.ko /root/
printf '[driver]\nsource = /root/i40e_zc.ko\nmodule = i40e_zc\n' >/etc/nicctl/drivers/i40e.conf
expect_exit 0 nicctl configure-driver i40e --yes --json
check_has "the file that the profile names takes the port" "$out" '"path": "/root/i40e_zc.ko"'
check_eq "beside the driver" "i40e i40e_zc" "$(driver "$(address x0)") $(driver "$function")"
expect_exit 0 nicctl configure-driver i40e --stock --yes
printf '[driver]\nsource = stock\n' >/etc/nicctl/drivers/i40e.conf
expect_exit 0 nicctl configure-driver i40e --yes
check_has "what the profile names is loaded already" "$said" "unchanged: nothing to do"
expect_exit 0 nicctl configure-driver i40e --again --yes
check_eq "a profile of the reload does not hinder it" "i40e i40e_zc" "$(driver "$(address x0)") $(driver "$function")"
expect_exit 0 nicctl configure-driver i40e --stock --yes
check_eq "i40e drives x1 again" i40e "$(driver "$function")"
check_set_same "i40e_zc is gone, and nothing else"
rm /etc/nicctl/drivers/i40e.conf
ip addr flush dev "$(netdev x1)"
check_management
check_untouched i40e ice irdma ib_core ib_uverbs

step "E810: e0 moves, e1 keeps irdma"
function=$(address e0)
stays=$(ls "/sys/class/net/$(netdev e1)/device/infiniband")
up e0 10.0.2.17/32
up e1 10.0.2.18/32
watch_management
expect_exit 0 nicctl configure-driver ice --strategy handover --ports "$(mac e0)" --yes --json
check_eq "ice_zc drives e0" ice_zc "$(driver "$function")"
check_has "the report names the RDMA device" "$out" "irdma"
check_eq "irdma serves e1 as before" "$stays" "$(ls "/sys/class/net/$(netdev e1)/device/infiniband")"
check_not "and e0 no more" [ -d "/sys/class/net/$(netdev e0)/device/infiniband" ]
check "e1 is up and answers" answers "$(netdev e1)"
carries e0 10.0.2.17/32
expect_exit 0 nicctl configure-driver ice --strategy handover --stock --ports "$function" --yes
check_eq "ice drives e0 again" ice "$(driver "$function")"
check "and RDMA is back" wait_for 20 [ -d "/sys/class/net/$(netdev e0)/device/infiniband" ]
check_set_same "the loaded modules are the same"
check_management
check_untouched i40e ice irdma ib_core ib_uverbs

step "both ports of the E810, one after the other: ports= is written"
expect_exit 0 nicctl configure-driver ice --strategy handover --ports "$(netdev e0)" --yes
expect_exit 0 nicctl configure-driver ice --strategy handover --ports "$(address e1)" --yes
check_eq "ice_zc drives both" "ice_zc ice_zc" "$(driver "$(address e0)") $(driver "$(address e1)")"
expect_exit 0 nicctl configure-driver ice --stock --ports "$(netdev e0)" --yes
check_eq "one is back" "ice ice_zc" "$(driver "$(address e0)") $(driver "$(address e1)")"
check "ice_zc stays for the other" loaded ice_zc
check_eq "and is told of it alone" "$(address e1)" "$(cat /sys/module/ice_zc/parameters/ports)"
expect_exit 0 nicctl configure-driver ice --stock --yes
check_eq "both are back" "ice ice" "$(driver "$(address e0)") $(driver "$(address e1)")"
check_set_same "the loaded modules are the same"
check_untouched i40e ice irdma ib_core ib_uverbs
finish
