# SPDX-License-Identifier: GPL-2.0-or-later
# Measures in the guest, each figure beside its reference from the same boot; see tests/bench/run.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# files: build/bench/tests/bench/measure build/bench/tests/bench/bare_reload
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh

runs=${BENCH_RUNS:-20}
modprobe irdma
mkdir -p /run/udev
tree=$(wc -l <"/lib/modules/$(uname -r)/modules.dep")

echo "BENCH kernel $(uname -r), a tree of $tree modules"
echo "BENCH dry run (subject) beside modprobe --show-depends (reference)"
/lab/files/measure "$runs" nicctl configure-driver ice --dry-run -- \
	modprobe --show-depends irdma >/tmp/dry-run
sed 's/^/BENCH   /' /tmp/dry-run
check "the dry run was measured" grep -q ratio /tmp/dry-run

# plain FILE: where a plain copy of the module file is, and how nicctl inserts such a file
plain() {
	case $1 in
	*.xz)
		xz -dc "$1" >"/tmp/$(basename "$1" .xz)"
		echo "image:/tmp/$(basename "$1" .xz)"
		;;
	*) echo "fd:$1" ;;
	esac
}
ice=$(plain "$(modinfo -n ice)")
irdma=$(plain "$(modinfo -n irdma)")
: >/tmp/bare
: >/tmp/gap
: >/tmp/calls
for _i in $(seq "$runs"); do
	/lab/files/bare_reload remove:irdma remove:ice "$ice" "$irdma" >>/tmp/bare
	nicctl configure-driver ice --yes --json >/tmp/report
	sed -n 's/^ *"gap_us": *\([0-9]*\).*/\1/p' /tmp/report >>/tmp/gap
	sed -n 's/^ *"gap_call_us": *\([0-9]*\).*/\1/p' /tmp/report >>/tmp/calls
done
check_eq "every reload was measured" "$((2 * runs))" "$(cat /tmp/bare /tmp/gap | wc -l)"
median() {
	sort -n "$1" | sed -n "$((runs / 2 + 1))p"
}
echo "BENCH first removal to last insertion (subject) beside the bare system calls (reference)"
awk -v gap="$(median /tmp/gap)" -v calls="$(median /tmp/calls)" -v bare="$(median /tmp/bare)" -v runs="$runs" 'BEGIN {
	printf "BENCH   subject    %8.2f ms, of which %.2f ms in the same calls\n", gap / 1000, calls / 1000
	printf "BENCH   reference  %8.2f ms\n", bare / 1000
	printf "BENCH   ratio      %8.2f times the reference (%d runs each)\n", gap / bare, runs
}'
finish
