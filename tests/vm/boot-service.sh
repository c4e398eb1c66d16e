# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl.service at a real boot, under systemd: ice is the ZC build with its settings before systemd-networkd
# starts. A driver whose replacement fails is rolled back, the network comes up all the same, and the next boot
# does not try it again. A kernel without a build keeps the stock driver with its settings. A dry run tells what
# the next boot makes of a change; a driver that was loaded by hand is not replaced without a word.
# topology: incident
# guest: debian-networkd
# modules: irdma
# zc: ice
# fixtures: nicfail=i40e
# files: tests/lab/guest/early-boot.sh etc/nicctl.service.in etc/nicctl-recover.service.in
# programs: /sbin/ethtool
# disk: state
# cpus: 2
# nicctl: yes
# timeout: 800
# shellcheck shell=sh

. /lab/lib.sh

unit=nicctl.service

prop() {
	systemctl show -p "$1" --value "${2:-$unit}"
}

has_address() {
	ip -o -4 addr show dev "$(netdev "$1")" | grep -q " $2/24 "
}

rx_ring() {
	ethtool -g "$(netdev "$1")" | sed '1,/Current/d' | sed -n 's/^RX:[[:space:]]*//p'
}

# said_by_unit: what it has written since the last start
said_by_unit() {
	journalctl --sync
	journalctl -q -o cat _SYSTEMD_INVOCATION_ID="$(prop InvocationID)" | tr -s '[:space:]' ' '
}

# newc NAME FILE: an archive with this file, as an initramfs is made of
newc() {
	for file in "$1" TRAILER!!!; do
		bytes=0
		[ "$file" = TRAILER!!! ] || bytes=$(stat -c %s "$2")
		printf '070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x' 1 33188 0 0 1 0 "$bytes" 0 0 0 0 \
			$((${#file} + 1)) 0
		printf '%s\000' "$file"
		head -c $(((4 - (110 + ${#file} + 1) % 4) % 4)) /dev/zero
		[ "$bytes" -eq 0 ] || cat "$2"
		head -c $(((4 - bytes % 4) % 4)) /dev/zero
	done
}

# tried: how many changes of i40e went wrong
tried() {
	nicctl history | grep -c 'i40e  *rolled-back'
}

printf 'unit %s said: %s\n' "$unit" "$(said_by_unit)"
note "nicctl.service took $((($(prop ExecMainExitTimestampMonotonic) - $(prop ExecMainStartTimestampMonotonic)) / 1000)) ms"
check "it ended before networkd began" [ "$(prop ExecMainExitTimestampMonotonic)" -gt 0 -a \
	"$(prop ExecMainExitTimestampMonotonic)" -le "$(prop ExecMainStartTimestampMonotonic systemd-networkd.service)" ]
check "nicctl-recover.service did not come after it" [ "$(prop ConditionTimestampMonotonic nicctl-recover.service)" -le \
	"$(prop ExecMainStartTimestampMonotonic)" ]
check "there is no circle in the order of units" not sh -c 'journalctl -b -q | grep -i "ordering cycle"'
check "the management port has its address" wait_for 60 has_address mgmt 10.0.2.15
check "management works" wait_for 20 ping -c 1 -W 1 10.0.2.2
check "the capture port has its address" wait_for 60 has_address cap0 192.0.2.1
check_eq "its rings are as configured" 1024 "$(rx_ring cap0)"
check "the stock i40e is loaded" loaded i40e
run nicctl status
check_eq "the status says that not all is as configured" 8 "$rc"
check_has "ice is the ZC build" "$said" "loaded ice from /lib/modules/$(uname -r)/nicctl/ice.ko.reload"
check_has "it tells that ice was done" "$said" "ice: done (change "
check_eq "the unit counts as failed" failed "$(prop ActiveState)"
check_eq "nothing else does" "$unit" "$(systemctl list-units --failed --plain --no-legend | cut -d' ' -f1)"

if [ "$LAB_BOOT" -eq 1 ]; then
	check_has "the status tells that i40e was rolled back" "$said" "i40e: rolled-back (change "
	run nicctl status --prometheus
	check_has "metrics: it ended" "$out" "nicctl_boot_reported 1"
	check_has "metrics: of ice" "$out" 'nicctl_boot_driver_ok{driver="ice",outcome="done"} 1'
	check_has "metrics: of i40e" "$out" 'nicctl_boot_driver_ok{driver="i40e",outcome="rolled-back"} 0'
	check_eq "systemd finds nothing wrong with the units" "" \
		"$(systemd-analyze --man=no verify /etc/systemd/system/nicctl*.service 2>&1 | grep nicctl)"
	check_eq "it was tried once" 1 "$(tried)"
	lab_host power-cut
	sleep 60
fi

step "the next boot"
check_has "the status tells that i40e was not tried" "$said" "i40e: not-tried"
check_has "and until when" "$said" \
	"until its configuration or module file is another one, or 'nicctl apply i40e' has succeeded"
check_eq "it was not tried again" 1 "$(tried)"

step "another configuration, no build for this kernel, no hardware for a profile"
remember i40e
printf '[driver]\nmtu = 1500\n' >/etc/nicctl/drivers/i40e.conf
printf '[driver]\nsource = bundled\nrx-ring = 512\n' >/etc/nicctl/drivers/ice.conf
printf '[driver]\nmtu = 9000\n' >/etc/nicctl/drivers/mlx5_core.conf
rm "/lib/modules/$(uname -r)/nicctl/ice.ko.reload"
run systemctl restart "$unit"
printf 'unit said: %s\n' "$(said_by_unit)"
run nicctl status
check_has "i40e is tried again" "$said" "i40e: unchanged"
check_has "there is no build" "$said" "run 'nicctl build ice --install'"
check_has "the settings are made all the same" "$said" "ice: done (change "
check_eq "the rings are as configured" 512 "$(rx_ring cap0)"
check_has "there is no such card" "$said" "this machine has no device for mlx5_core"
check_untouched i40e

step "nothing to complain of"
rm /etc/nicctl/drivers/mlx5_core.conf
printf '[driver]\nrx-ring = 512\n' >/etc/nicctl/drivers/ice.conf
remember ice i40e
expect_exit 0 systemctl restart "$unit"
check_eq "the unit is active" active "$(prop ActiveState)"
check_untouched ice i40e

step "the next boot, told beforehand"
expect_exit 0 nicctl configure-driver ice --module /lab/zc/ice.ko --again --yes
remember ice i40e
run nicctl apply --dry-run
check_has "what apply does is kept" "$said" "kept configuration: nicctl.service brings the machine to it"
run nicctl configure-driver ice --module /lab/zc/ice.ko --again --dry-run
check_has "the file of the command line is not" "$said" "NOT KEPT driver: the boot puts /lib/modules/"
check_has "and how it would be" "$said" "'source = /lab/zc/ice.ko' in /etc/nicctl/drivers/ice.conf keeps it"
check_not "the initramfs does not matter then" grep -q initramfs "$LAB_TMP/out"
run nicctl configure-driver ice --rss 2 --dry-run
check_has "the installed driver is kept" "$said" "kept driver: modprobe loads it"
check_has "the setting is not" "$said" "NOT KEPT settings: --rss is for this change only; --save keeps it"
check_has "there is no initramfs" "$said" "initramfs kernel $(uname -r) has none in /boot"
mkdir -p /boot
newc "usr/lib/modules/$(uname -r)/kernel/drivers/net/ethernet/intel/ice/ice.ko" /lab/zc/ice.ko \
	>"/boot/initrd.img-$(uname -r)"
run nicctl configure-driver ice --rss 2 --save --dry-run
check_has "the setting would be saved" "$said" "kept settings: nicctl.service makes them"
check_has "the initramfs has another driver" "$said" "which is another one than /lib/modules/$(uname -r)/kernel/"
check_has "and what makes it anew" "$said" "$(uname -r)'"
run nicctl configure-driver ice --rss 2 --save --dry-run --json
check_has "as JSON" "$said" '"verdict": "another one"'
check_untouched ice i40e

step "a driver that was loaded by hand"
expect_exit 0 nicctl configure-driver ice --rss 2 --yes
check_has "it is said that it goes" "$said" "replaces the loaded ice from /lab/zc/ice.ko (build id "
check_reloaded ice
check_untouched i40e
finish
