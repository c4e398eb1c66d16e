# SPDX-License-Identifier: GPL-2.0-or-later
# The bundled ZC ice takes the stock driver's place under irdma by itself once it is installed, and
# --stock gives it back, ten times over: irdma comes back each time, management on i40e hears nothing of it.
# topology: incident
# modules: irdma ice i40e
# zc: ice
# bad-module: release ice release
# bad-module: crc ice crc register_netdev
# nicctl: yes
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/incident.sh
# timeout: 1000
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/incident.sh

bundled=/lib/modules/$(uname -r)/nicctl/ice.ko.reload
incident_begin port
ip route add default via 10.0.2.2
snapshot_set
remember ib_core ib_uverbs

note "not installed: the installed module is taken, and the report says so"
expect_exit 0 nicctl configure-driver ice --dry-run
check_has "the reason" "$said" "no bundled build for this kernel"

mkdir -p "${bundled%/*}"
cp /lab/zc/ice.ko "$bundled"
depmod
check_eq "modprobe does not see it" "" "$(modprobe --show-depends ice | grep nicctl)"
expect_exit 0 nicctl configure-driver ice --dry-run --json
check_has "the report names the file" "$said" "\"path\": \"$bundled\""
check_has "and why" "$said" '"replacement_source": "the bundled build for this kernel"'

round=0
while [ $round -lt 10 ]; do
	round=$((round + 1))
	run nicctl configure-driver ice --yes
	check_eq "round $round: ZC ice takes over" 0 "$rc"
	[ "$rc" = 0 ] || note_file output "$LAB_TMP/out"
	check "round $round: it is ZC ice" [ -e /sys/module/ice/parameters/RSS ]
	check_eq "round $round: irdma holds it" irdma "$(holders ice)"
	check_set_same "round $round: no module is missing"
	run nicctl configure-driver ice --yes --stock
	check_eq "round $round: and back" 0 "$rc"
	[ "$rc" = 0 ] || note_file output "$LAB_TMP/out"
	check_not "round $round: it is the stock ice" [ -e /sys/module/ice/parameters/RSS ]
	check_eq "round $round: irdma holds it" irdma "$(holders ice)"
	check_set_same "round $round: no module is missing"
done
incident_end
check_survival
check_untouched ib_core ib_uverbs

note "--module beats the bundled build, and a profile beats the default"
expect_exit 0 nicctl configure-driver ice --dry-run --module /lab/zc/ice.ko
check_has "the file that was named" "$said" "/lab/zc/ice.ko"
mkdir -p /etc/nicctl/drivers
printf '[driver]\nsource = stock\n' >/etc/nicctl/drivers/ice.conf
expect_exit 0 nicctl configure-driver ice --dry-run
check_has "the profile is the reason" "$said" "profile /etc/nicctl/drivers/ice.conf:2"
check_eq "and the bundled build is not taken" "" "$(echo "$said" | grep -o "$bundled")"
printf '[driver]\nsource = bundled\n' >/etc/nicctl/drivers/ice.conf

remember ice irdma i40e ib_core ib_uverbs
note "a bundled build of another kernel is refused, no other file is taken in its place"
cp /lab/bad/release/ice.ko "$bundled"
expect_exit 3 nicctl configure-driver ice --yes
check_has "for another kernel" "$said" "is built for kernel"
check_has "the remedy" "$said" "nicctl build ice --install"
rm /etc/nicctl/drivers/ice.conf
expect_exit 3 nicctl configure-driver ice --yes
check_has "for another kernel, without a profile, too" "$said" "is built for kernel"
cp /lab/bad/crc/ice.ko "$bundled"
expect_exit 3 nicctl configure-driver ice --yes
check_has "other symbol versions" "$said" "disagrees"
check_has "the remedy" "$said" "--stock"
rm "$bundled"
printf '[driver]\nsource = bundled\n' >/etc/nicctl/drivers/ice.conf
expect_exit 3 nicctl configure-driver ice --yes
check_has "it is not there" "$said" "does not exist"
check_has "the remedy" "$said" "nicctl build ice --install"
printf '[driver]\nsuorce = bundled\n' >/etc/nicctl/drivers/ice.conf
expect_exit 1 nicctl configure-driver ice --yes
check_has "a mistake in the profile" "$said" "did you mean 'source'?"
check_untouched ice irdma i40e ib_core ib_uverbs
check_set_same "nothing was loaded or removed"
finish
