# SPDX-License-Identifier: GPL-2.0-or-later
# The power goes in the middle of a change, at a random system call: after each boot the journal can be read,
# nicctl recover says what happened, closes it and touches nothing; nothing is tried again, and the next change
# works. Ten cuts with NICCTL_LONG=1, else two.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# tools: killat
# disk: state
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

# a traced program cannot be searched for leaks
export ASAN_OPTIONS=detect_leaks=0
cuts=2
[ "$LAB_LONG" != 1 ] || cuts=10

# random N: a number from 1 to N in $number; another one in each boot
random() {
	number=$((((LAB_SEED + LAB_BOOT * 7919) * 1103515245 + 12345 >> 8 & 0x7fffff) % $1 + 1))
}

modprobe irdma
remember i40e ib_core ib_uverbs ice irdma
snapshot_set

if [ "$LAB_BOOT" -gt 1 ]; then
	note "boot $LAB_BOOT, after: $(cat /var/lib/nicctl/cut 2>/dev/null)"
	expect_exit 0 nicctl history
	note_file history "$LAB_TMP/out"
	begun=no
	case $out in *UNFINISHED*) begun=yes ;; esac
	if [ $begun = yes ]; then
		expect_exit 3 nicctl configure-driver ice --yes
		check_has "a new change is refused" "$err" "nicctl recover"
	fi
	expect_exit 0 nicctl recover
	[ $begun = no ] || check_has "recover says what happened" "$said" "started anew"
	check_untouched i40e ib_core ib_uverbs ice irdma
	check_set_same "what the boot has loaded is loaded"
	expect_exit 0 nicctl recover
	check_has "once" "$out" "nothing to recover"
	expect_exit 0 nicctl configure-driver ice --param debug=16 --yes
	run nicctl show
	check_has "the next change works" "$out" ": done"
fi
if [ "$LAB_BOOT" -gt "$cuts" ]; then
	note "$cuts power cuts on $LAB_KERNEL, seed $LAB_SEED"
	finish
fi

sed -n '/^lab_host()/,/^}/p' /lab/lib.sh >/tmp/cut.sh
echo 'lab_host power-cut' >>/tmp/cut.sh
random 120
echo "cut number $LAB_BOOT, at moment $number" >/var/lib/nicctl/cut
sync
/lab/tools/killat "$number" -c "sh /tmp/cut.sh" nicctl configure-driver ice --param debug=32 --yes
# the change had fewer moments: then the power goes right after it
. /tmp/cut.sh
