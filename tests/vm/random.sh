# SPDX-License-Identifier: GPL-2.0-or-later
# Random requests on random sets of the distribution's modules: after each, what is loaded is what
# the plan said, and nothing outside the plan was touched. Every fifth time the prediction of what
# `modprobe -r` removes is held against what it does remove. Another seed: lab run random --seed N.
# topology: plain
# modules: irdma ice i40e iavf mlx5_core mlx5_ib mlx4_core mlx4_en mlx4_ib bnxt_en qed qede qedr cxgb4 iw_cxgb4 ixgbe ixgbevf igb igbvf e1000e tg3 bonding 8021q bridge vxlan macvlan ipvlan team dummy veth rdma_cm ib_ipoib rpcrdma nvme_rdma rdma_rxe vhost_net
# nicctl: yes
# timeout: 900
# shellcheck shell=sh

. /lab/lib.sh

pool="irdma ice i40e iavf mlx5_core mlx5_ib mlx4_core mlx4_en mlx4_ib bnxt_en qed qede qedr
cxgb4 iw_cxgb4 ixgbe ixgbevf igb igbvf e1000e tg3 bonding 8021q bridge vxlan macvlan ipvlan team dummy
veth rdma_cm ib_ipoib rpcrdma nvme_rdma rdma_rxe vhost_net"
rounds=40
[ "$LAB_LONG" != 1 ] || rounds=100

# random N: a number below N in $number
state=$LAB_SEED
random() {
	state=$(((state * 1103515245 + 12345) & 0x7fffffff))
	number=$(((state >> 8) % $1))
}

# pick WORD...: one of them in $word
pick() {
	random $#
	shift "$number"
	word=$1
}

# instances: "MODULE INODE" of every loaded module
instances() {
	# shellcheck disable=SC2046 # names of modules
	(cd /sys/module && stat -c '%n %i' $(cut -d' ' -f1 /proc/modules | sort))
}

# pinned: modules with references that no module explains; when these end is not to be foreseen
pinned() {
	awk '{ holders = ($4 == "-") ? 0 : gsub(",", ",", $4); if ($3 > holders) print $1 }' /proc/modules
}

# list_in REPORT KEY: the strings of the first list of that name, on one line, sorted
list_in() {
	sed -n "/\"$2\": *\[/,/\]/p" "$1" | tr ',[]' '\n\n\n' | sed -n 's/^ *"\([^"]*\)" *$/\1/p' | sort | xargs
}

note "seed $LAB_SEED, $rounds requests (again: lab run random --seed $LAB_SEED)"
base=$(loaded_set | xargs)
done_count=0
refused_count=0
bad=0
round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	wanted=
	for _i in 1 2 3 4; do
		# shellcheck disable=SC2086 # a list of names
		pick $pool
		wanted="$wanted $word"
	done
	# shellcheck disable=SC2086
	modprobe -a $wanted 2>/dev/null
	candidates=
	for name in $(loaded_set); do
		case " $base " in *" $name "*) ;; *) candidates="$candidates $name" ;; esac
	done
	# shellcheck disable=SC2086
	pick $candidates
	instances >/tmp/before
	dry_rc=
	if [ $((round % 10)) -eq 0 ]; then
		nicctl configure-driver "$word" --dry-run >/tmp/run 2>&1
		dry_rc=$?
		instances | diff -U0 /tmp/before - >/tmp/diff || {
			fail "round $round: the dry run of $word changed something"
			note_file diff /tmp/diff
			bad=$((bad + 1))
		}
	fi
	nicctl configure-driver "$word" --yes --json >/tmp/plan 2>/tmp/run
	rc=$?
	removed=$(list_in /tmp/plan removed)
	predicted=$(list_in /tmp/plan modules)
	instances >/tmp/after
	# changed: modules that are not the instance they were (or came, or went)
	changed=$(diff -U0 /tmp/before /tmp/after | sed -n 's/^[-+]\([a-z0-9_]*\) .*/\1/p' | sort -u | xargs)
	cut -d' ' -f1 /tmp/before >/tmp/names.before
	cut -d' ' -f1 /tmp/after >/tmp/names.after
	if [ "$rc" -ne "${dry_rc:-$rc}" ]; then
		fail "round $round: $word: dry run $dry_rc, real run $rc"
		note_file report /tmp/plan
		bad=$((bad + 1))
	elif [ "$rc" -eq 3 ] && [ -n "$changed" ]; then
		fail "round $round: $word was refused, yet changed: $changed"
		bad=$((bad + 1))
	elif [ "$rc" -eq 0 ] && ! { [ "$changed" = "$removed" ] && cmp -s /tmp/names.before /tmp/names.after; }; then
		fail "round $round: $word: planned: $removed; changed: $changed"
		note_file report /tmp/plan
		bad=$((bad + 1))
	elif [ "$rc" -ne 0 ] && [ "$rc" -ne 3 ]; then
		fail "round $round: $word: exit $rc"
		note_file report /tmp/plan
		bad=$((bad + 1))
	fi
	[ "$rc" -eq 0 ] && done_count=$((done_count + 1))
	[ "$rc" -eq 3 ] && refused_count=$((refused_count + 1))
	if [ "$rc" -eq 0 ] && [ $((round % 5)) -eq 0 ]; then
		pinned >/tmp/pinned
		# in the plan's order, as a script would
		for name in $(sed -n '/"removed": *\[/,/\]/p' /tmp/plan | tr ',[]' '\n\n\n' |
			sed -n 's/^ *"\([^"]*\)" *$/\1/p'); do
			modprobe -r "$name" 2>/dev/null
		done
		gone=$(loaded_set | diff -U0 /tmp/names.after - | sed -n 's/^-\([^-]\)/\1/p' | grep -v -x -F "$(echo "$removed" | tr ' ' '\n')" | grep -v -x -F -f /tmp/pinned | sort | xargs)
		if [ "$gone" != "$predicted" ]; then
			fail "round $round: modprobe -r of $removed: predicted on top: $predicted; gone: $gone"
			bad=$((bad + 1))
		fi
	fi
done
check_eq "of $rounds requests, those that went wrong" 0 "$bad"
note "$done_count carried out, $refused_count refused"
check "most were carried out" [ $((done_count * 2)) -gt "$rounds" ]
finish
