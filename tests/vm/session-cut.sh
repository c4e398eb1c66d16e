# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl is started in an SSH session that comes in over the very port whose driver it shall reload. It
# refuses; with the loss accepted, a replacement that has no link is taken back by itself; and a change
# after which the session is cut is taken back because nobody confirms it. Each time the same TCP
# connection goes on.
# topology: incident
# modules: ice
# nicctl: yes
# fixtures: nicpin=i40e
# programs: /usr/sbin/dropbear
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh

# in_session WORDS...: nicctl with these words, run by who is logged in; sets $rc and $said
in_session() {
	rm -f /tmp/rc
	lab_host session run "nicctl $* >/tmp/out 2>&1; echo \$? >/tmp/rc.new; mv /tmp/rc.new /tmp/rc"
	wait_for 90 [ -e /tmp/rc ]
	rc=$(cat /tmp/rc)
	said=$(tr -s '[:space:]' ' ' </tmp/out)
	note_file "nicctl $*" /tmp/out
}

# goes_on: the very session of the beginning answers
goes_on() {
	case $(lab_host session check) in
	alive*) return 0 ;;
	*) return 1 ;;
	esac
}

is_back() {
	[ ! -e /run/nicctl.guardian ]
}

for dev in /proc/sys/net/ipv6/conf/*/accept_ra; do
	echo 0 >"$dev"
done
dev=$(netdev mgmt)
ip addr add 10.0.2.15/24 dev "$dev"
ip link set "$dev" up
wait_for 20 ping -c 1 -W 1 10.0.2.2
ip route add default via 10.0.2.2
sed -i 's/^root:x:/root::/' /etc/passwd
mkdir -p /etc/dropbear
dropbear -R -B -E -p 22
check "somebody logs in from outside" lab_host session shell 10.0.2.15
snapshot_set
remember i40e ice

step "over the port to be reloaded"
in_session configure-driver i40e --yes
check_eq "refused" 3 "$rc"
check_has "because of the very session, with its chain" "$said" "this session (from 10.0.2.2) -> $dev"
check_untouched i40e ice
check "the session goes on" goes_on

step "the loss is accepted, and the replacement has no link"
remember ice
lab_host session mark
in_session configure-driver i40e --accept-loss-of "$dev" --module /lab/fixtures/i40e.ko --yes --timeout 10
check_eq "rolled back by itself" 4 "$rc"
check_has "it says that the loss was accepted" "$said" "this loss was accepted"
check_set_same "the loaded modules are the same"
check_untouched ice
check "the same session goes on" wait_for 60 goes_on
note "session: $(lab_host session check)"
check "the gateway answers" wait_for 20 ping -c 1 -W 1 10.0.2.2

step "the replacement works, and the session is cut afterwards"
remember i40e
in_session configure-driver i40e --accept-loss-of "$dev" --param debug=32 --yes --confirm-within 10
check_eq "done" 0 "$rc"
check_has "the path was probed afterwards" "$said" "probes after the change: 3 of 3 pass"
check_reloaded i40e
remember i40e
check "it waits for a confirmation" [ -e /run/nicctl.guardian ]
lab_host link mgmt off
log=$(find /var/lib/nicctl/transactions -name log | sort | tail -n 1)
check "nobody confirms it: it is taken back" wait_for 60 grep -q rolling-back "$log"
lab_host link mgmt on
check "and the guardian has ended" wait_for 90 is_back
run nicctl show
note_file "nicctl show" "$LAB_TMP/out"
check_has "history knows why" "$out" "nobody has confirmed it"
check_has "and that the path works again" "$out" "after the rollback: 3 of 3 pass"
check_reloaded i40e
check_set_same "the loaded modules are the same"
check_untouched ice
check "the same session goes on" wait_for 90 goes_on
note "session: $(lab_host session check)"
finish
