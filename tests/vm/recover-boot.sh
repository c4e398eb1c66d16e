# SPDX-License-Identifier: GPL-2.0-or-later
# The power goes in the middle of a reload, under systemd, with the journal on a disk of its own that the boot mounts:
# at the next boot nicctl-recover.service closes the transaction by itself, what the boot always loads is loaded,
# with the parameters it always has, and nothing of the change is tried again, at this boot or a later one.
# topology: incident
# guest: debian-networkd
# modules: irdma
# files: etc/nicctl-recover.service.in
# nicctl: yes
# disk: state
# timeout: 600
# shellcheck shell=sh

. /lab/lib.sh

unit=nicctl-recover.service
state=/var/lib/nicctl

# said_by_unit: what it has written in this boot
said_by_unit() {
	journalctl --sync
	journalctl -q -b -o cat -u $unit _COMM=nicctl | tr -s '[:space:]' ' '
}

# log: the journal of the change, without its times
log() {
	cat "$state"/transactions/*/log | sed 's/"time":"[^"]*"//'
}

check "the disk is mounted where nicctl keeps its state" grep -q " $state ext4 " /proc/mounts
check "udev has loaded ice and irdma by itself" wait_for 90 loaded irdma
udevadm settle --timeout=60
debug=$(cat /sys/module/ice/parameters/debug)

case $LAB_BOOT in
1)
	echo "$debug" >$state/debug
	loaded_set >$state/set
	# from the next boot on it is there from the start
	wants=$state/lab/root/etc/systemd/system/multi-user.target.wants
	mkdir -p $wants
	sed -e "s,@NICCTL_STATE_DIR@,$state," -e 's,@CMAKE_INSTALL_FULL_SBINDIR@,/usr/sbin,' \
		/lab/files/nicctl-recover.service.in >"${wants%/*}/$unit"
	ln -s ../$unit "$wants/$unit"
	sync
	nicctl configure-driver ice --param debug=32 --yes >/tmp/out 2>&1 &
	check "a reload is in the middle" wait_for 90 not loaded irdma
	lab_host power-cut
	;;
2)
	check "the unit has run by itself" wait_for 60 systemctl is-active --quiet multi-user.target
	check_eq "without an error" success "$(systemctl show -p Result --value $unit)"
	check_has "it says what happened" "$(said_by_unit)" "the machine was started anew before it was finished"
	check_has "and that it is not tried again" "$(said_by_unit)" "it is not tried again"
	check_has "the transaction is closed" "$(log | tail -n 1)" '"event":"rebooted"'
	check_not "no step was begun after that" sh -c "sed '1,/rebooted/d' $state/transactions/*/log | grep -q begun"
	check_eq "the parameter is the one that the boot gives" "$(cat $state/debug)" "$debug"
	loaded_set >/tmp/set
	check "what the boot loads is loaded" diff -U0 $state/set /tmp/set
	check_not "nothing is kept from being loaded" [ -e /run/modprobe.d/nicctl-change.conf ]
	expect_exit 0 nicctl history
	check_not "the history has nothing unfinished" grep -q UNFINISHED "$LAB_TMP/out"
	note_file history "$LAB_TMP/out"
	expect_exit 0 nicctl configure-driver ice --yes
	check_has "a new change works" "$said" "done: ice is reloaded"
	sync
	lab_host power-cut
	;;
*)
	check "the unit has run by itself" wait_for 60 systemctl is-active --quiet multi-user.target
	check_eq "without an error" success "$(systemctl show -p Result --value $unit)"
	check_has "after a finished change there is nothing to do" "$(said_by_unit)" "nothing to recover"
	check_eq "the parameter is the one that the boot gives" "$(cat $state/debug)" "$debug"
	finish
	;;
esac
