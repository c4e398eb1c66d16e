# SPDX-License-Identifier: GPL-2.0-or-later
# Huge pages as configured: reserved on their nodes, mounted, left alone by a second run, released again as far
# as they are nicctl's and nobody uses them. Pages and mounts of others stay through all of it, also when the
# power of nicctl or of the machine goes in between. What the kernel cannot give is told with the number it gave.
# topology: plain
# append: numa=fake=2
# nicctl: yes
# tools: killat
# disk: state
# timeout: 360
# shellcheck shell=sh

. /lab/lib.sh

conf=/etc/nicctl/nicctl.conf
book=/var/lib/nicctl/hugepages.json
mkdir -p /etc/nicctl /mnt/other
export ASAN_OPTIONS=detect_leaks=0

# configure LINE...: the section [hugepages]; none: no configuration
configure() {
	rm -f $conf
	[ $# -eq 0 ] || printf '%s\n' '[hugepages]' "$@" >$conf
}

# pages NODE [NUMBER]: the pages of 2 MiB there; sets them as another administrator would
pages() {
	_dir=/sys/devices/system/node/node$1/hugepages/hugepages-2048kB
	[ $# -eq 1 ] || echo "$2" >"$_dir/nr_hugepages"
	cat "$_dir/nr_hugepages"
}

# mounted PATH
mounted() {
	grep -q " $1 hugetlbfs " /proc/mounts
}

# total NODE: pages of 2 MiB that would be all of its memory
total() {
	echo $(($(sed -n 's/.*MemTotal: *\([0-9]*\) kB/\1/p' "/sys/devices/system/node/node$1/meminfo") / 2048))
}

if [ "$LAB_BOOT" = 2 ]; then
	step "after a new start the pages are somebody else's"
	check "the book of the boot before is there" test -e $book
	pages 0 7 >/dev/null
	configure
	expect_exit 0 nicctl apply --yes
	check_eq "none is released" 7 "$(pages 0)"
	configure 'reserve = node0.2M=9'
	expect_exit 0 nicctl apply --yes
	configure 'reserve = node0.2M=0'
	expect_exit 0 nicctl apply --yes
	check_eq "what was added is released" 7 "$(pages 0)"
	finish
	exit
fi

step "without a section nothing happens"
pages 0 5 >/dev/null
mount -t hugetlbfs -o pagesize=2M theirs /mnt/other
grep hugetlbfs /proc/mounts >/tmp/mounts
expect_exit 0 nicctl apply --yes
check_has "as configured" "$said" "unchanged"
check_eq "the pages" "5 0" "$(pages 0) $(pages 1)"
check_not "no book is kept" test -e $book

step "reserved and mounted"
configure 'reserve = node0.2M=12' 'mount = 2M=/mnt/huge'
expect_exit 0 nicctl apply --dry-run
check_has "it says where it is from" "$said" "reserve ($conf:2)"
check_eq "a dry run reserves none" 5 "$(pages 0)"
expect_exit 8 nicctl status
check_has "status tells both" "$said" "node0.2M: 12 wanted, 5 there, 5 of them free, 0 reserved by nicctl"
expect_exit 0 nicctl apply --yes
check_has "the last line" "$said" "done: 2 changes made and verified"
check_eq "the pages" "12 0" "$(pages 0) $(pages 1)"
check "the mount" mounted /mnt/huge
check_has "with its size" "$(grep ' /mnt/huge ' /proc/mounts)" pagesize=2M
expect_exit 0 nicctl status
check_has "status tells whose they are" "$said" "12 there, 12 of them free, 7 reserved by nicctl"
run nicctl status --prometheus
check_has "metrics" "$out" 'nicctl_hugepages{pages="node0.2M",what="own"} 7'
n=$(nicctl history | wc -l)
expect_exit 0 nicctl apply --yes
check_has "a second run says so" "$said" "unchanged: everything is as configured"
check_eq "and is no change of the history" "$n" "$(nicctl history | wc -l)"

step "others add to it"
pages 0 15 >/dev/null
expect_exit 0 nicctl apply --yes
check_eq "what is more than enough stays" 15 "$(pages 0)"

step "less is wanted"
configure 'reserve = node0.2M=6' 'mount = 2M=/mnt/huge'
expect_exit 0 nicctl apply --yes
check_eq "no more than nicctl's own go" 8 "$(pages 0)"
expect_exit 0 nicctl apply --yes
check_has "a second run" "$said" "unchanged"

step "pages in use"
configure 'reserve = node0.2M=12' 'mount = 2M=/mnt/huge'
expect_exit 0 nicctl apply --yes
check_eq "more again" 12 "$(pages 0)"
check "somebody uses ten" fallocate -l $((10 * 2097152)) /mnt/huge/in-use
configure 'mount = 2M=/mnt/huge'
expect_exit 0 nicctl apply --yes
check_eq "only free ones go" 10 "$(pages 0)"
check_eq "and none has become a surplus" 0 "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/surplus_hugepages)"
exec 9</mnt/huge/in-use
configure
expect_exit 4 nicctl apply --yes
check_has "a mount in use stays" "$said" "'/mnt/huge' cannot be unmounted"
check "it is there" mounted /mnt/huge
exec 9<&-
rm /mnt/huge/in-use
expect_exit 0 nicctl apply --yes
check_eq "the others follow" 8 "$(pages 0)"
check_not "the mount goes" mounted /mnt/huge
check_not "with its folder" test -e /mnt/huge
grep hugetlbfs /proc/mounts >/tmp/mounts.after
check "mounts of others stay" cmp /tmp/mounts /tmp/mounts.after
expect_exit 0 nicctl apply --yes
check_has "then nothing is left to do" "$said" "unchanged"

step "rollback"
configure 'reserve = node0.2M=11' 'mount = 2M=/mnt/huge'
expect_exit 0 nicctl apply --yes
check_eq "eleven" 11 "$(pages 0)"
expect_exit 0 nicctl rollback --yes
check_eq "as before" 8 "$(pages 0)"
check_not "nothing is mounted" mounted /mnt/huge

step "killed at any moment"
kills=0
for at in $(seq $((1 + LAB_SEED % 9)) 9 200); do
	/lab/tools/killat "$at" nicctl apply --yes >/tmp/killed 2>&1 || break
	kills=$((kills + 1))
	nicctl recover >/tmp/recovered 2>&1
	[ "$(pages 0) $(mounted /mnt/huge && echo yes)" = "8 " ] || [ "$(pages 0) $(mounted /mnt/huge && echo yes)" = "11 yes" ] ||
		fail "killed at call $at: $(pages 0) pages, $(grep /mnt/huge /proc/mounts)"
	configure
	nicctl apply --yes >/tmp/released 2>&1 || fail "killed at call $at: $(cat /tmp/released)"
	[ "$(pages 0)" = 8 ] || fail "killed at call $at: $(pages 0) pages stay"
	configure 'reserve = node0.2M=11' 'mount = 2M=/mnt/huge'
done
note "$kills times"
check "it was killed at times" test "$kills" -gt 3
configure
expect_exit 0 nicctl apply --yes
check_eq "only pages of others are there" "8 0" "$(pages 0) $(pages 1)"
check_not "no mount" mounted /mnt/huge

step "more than there is"
configure "reserve = node1.2M=$(($(total 1) + 1))"
expect_exit 3 nicctl apply --yes
check_has "the node's memory is named" "$said" "node1 has"
configure 'reserve = 2M=100000'
expect_exit 3 nicctl apply --yes
check_has "so is that of all" "$said" "MiB in all"
configure 'reserve = 3M=1'
expect_exit 3 nicctl apply --yes
check_has "no such pages" "$said" "it has node0."
configure 'reserv = 2M=1'
expect_exit 1 nicctl apply --yes
check_has "no such key" "$said" "did you mean 'reserve'?"
configure 'mount = 2M=/tmp/open/huge'
mkdir -m 777 /tmp/open
expect_exit 3 nicctl apply --yes
check_has "a place that anybody can change" "$said" "writable by others"
check_eq "nothing was reserved" "8 0" "$(pages 0) $(pages 1)"

step "the kernel gives only a part"
configure "reserve = node1.2M=$(total 1)"
expect_exit 4 nicctl apply --yes
check_has "it says how many" "$said" "node1.2M: of $(total 1) pages to be there are only "
check_eq "and takes them back" "8 0" "$(pages 0) $(pages 1)"
configure "reserve = node1.2M=$(total 1)" 'on-refused = skip'
expect_exit 0 nicctl apply --yes
part=$(pages 1)
check_has "it says how many" "$said" "there are only $part now"
check "they are kept" test "$part" -gt 0
expect_exit 8 nicctl status
check_has "status tells both" "$said" "$(total 1) wanted, $part there"
configure
expect_exit 0 nicctl apply --yes
check_eq "and all are released" "8 0" "$(pages 0) $(pages 1)"

step "for the whole machine"
configure 'reserve = 2M=13'
expect_exit 0 nicctl apply --yes
check_eq "spread over the nodes" "11 2" "$(pages 0) $(pages 1)"
grep hugetlbfs /proc/mounts >/tmp/mounts.after
check "mounts of others stay" cmp /tmp/mounts /tmp/mounts.after
lab_host power-cut
