# SPDX-License-Identifier: GPL-2.0-or-later
# A journal that cannot be written: nothing is touched. One that was damaged: said, and nothing is touched, or
# the machine itself tells what was done.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# tools: killat
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh

export ASAN_OPTIONS=detect_leaks=0
modprobe irdma
remember i40e ib_core ib_uverbs ice irdma
snapshot_set
mkdir -p /var/lib/nicctl

step "a full disk"
mount -t tmpfs -o size=64k,mode=755 tmpfs /var/lib/nicctl
dd if=/dev/zero of=/var/lib/nicctl/full bs=1k count=64 2>/dev/null
expect_exit 1 nicctl configure-driver ice --yes
check_has "it says why" "$said" "No space left on device"
check_untouched i40e ib_core ib_uverbs ice irdma

step "a read-only disk"
rm /var/lib/nicctl/full
mount -o remount,ro /var/lib/nicctl
expect_exit 1 nicctl configure-driver ice --yes
check_has "it says why" "$said" "Read-only file system"
check_untouched i40e ib_core ib_uverbs ice irdma
umount /var/lib/nicctl

moment=44

# half_way: a change that was killed after the driver was removed; its folder is in $folder
half_way() {
	rm -rf /var/lib/nicctl/transactions
	while
		/lab/tools/killat $moment nicctl configure-driver ice --yes >/tmp/run 2>&1
		loaded ice
	do
		nicctl recover >/dev/null 2>&1
		# between removal and insertion there are a dozen
		moment=$((moment + 4))
	done
	folder=$(ls -d /var/lib/nicctl/transactions/* | tail -n 1)
}

# flip FILE: another byte in the middle of it
flip() {
	_size=$(stat -c %s "$1")
	printf '~' | dd of="$1" bs=1 seek=$((_size / 2)) conv=notrunc 2>/dev/null
}

step "a damaged plan"
half_way
loaded_set >/tmp/half
cp -r "$folder" /tmp/good
flip "$folder/plan.json"
expect_exit 5 nicctl recover
check_has "it says what is damaged" "$said" "'plan.json' is damaged"
check "nothing was touched" sh -c "cut -d' ' -f1 /proc/modules | sort | cmp - /tmp/half"
expect_exit 3 nicctl configure-driver i40e --yes
check_has "nothing new is begun" "$err" "nicctl recover"
cp /tmp/good/plan.json "$folder/plan.json"

step "a damaged record"
flip "$folder/log"
expect_exit 0 nicctl recover
check_has "the machine was asked instead" "$said" "as it was before"
check_set_same "the loaded modules are the same"

step "a log that was cut short"
half_way
size=$(stat -c %s "$folder/log")
dd if=/dev/null of="$folder/log" bs=1 seek=$((size - 9)) 2>/dev/null
run nicctl show
check_has "show says so" "$out" "cut short"
expect_exit 0 nicctl recover
check_set_same "the loaded modules are the same"
check_untouched i40e ib_core ib_uverbs
finish
