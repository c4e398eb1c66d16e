# SPDX-License-Identifier: GPL-2.0-or-later
# The administrator's scripts: order, environment, output, and every way in which one goes wrong.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember i40e ib_core ib_uverbs
mkdir -p /etc/nicctl.d/ice /etc/nicctl.d/i40e

# hook NAME LINE...: an executable script
hook() {
	_file=/etc/nicctl.d/$1
	shift
	{
		echo '#!/bin/sh'
		printf '%s\n' "$@"
	} >"$_file"
	chmod 755 "$_file"
}

# a fresh set of hooks for each part
none() {
	rm -f /etc/nicctl.d/*.* /etc/nicctl.d/*/*.*
	rm -f /tmp/ran
}

# shellcheck disable=SC2016 # for the hooks' own shell
record='echo "${0##*/}" >>/tmp/ran'

hook 20-b.post "$record"
# shellcheck disable=SC2016
hook 10-a.post "$record" 'env | sort >/tmp/env' 'echo to stdout' 'echo to stderr >&2' 'cat'
hook ice/05-own.post "$record"
hook i40e/05-other.post "$record"
hook 00-first.pre "$record"
hook 99-back.rollback "$record"
hook 10-a.postscript "$record"
hook 15-plain.post "$record"
chmod 644 /etc/nicctl.d/15-plain.post
expect_exit 0 nicctl configure-driver ice --yes
check_eq "the right ones ran, in order" "00-first.pre 10-a.post 20-b.post 05-own.post" "$(xargs </tmp/ran)"
check_has "output is shown with the hook's name" "$said" "10-a.post: to stdout"
check_has "errors too" "$said" "10-a.post: to stderr"
check_has "and kept" "$(cat /var/lib/nicctl/transactions/*/log)" "10-a.post: to stdout"
check_has "NICCTL_DRIVER" "$(cat /tmp/env)" "NICCTL_DRIVER=ice"
check_has "NICCTL_RESULT" "$(cat /tmp/env)" "NICCTL_RESULT=done"
check_has "NICCTL_STRATEGY" "$(cat /tmp/env)" "NICCTL_STRATEGY=reload"
check_has "NICCTL_TRANSACTION" "$(cat /tmp/env)" "NICCTL_TRANSACTION=20"
check_eq "nothing else of the caller's environment" "" \
	"$(grep -v -e '^NICCTL_' -e '^PATH=' -e '^LANG=' -e '^PWD=' -e '^OLDPWD=' -e '^SHLVL=' -e '^_=' /tmp/env)"

none
remember ice irdma
hook 10-no.pre "$record" 'exit 7'
hook 20-next.pre "$record"
hook 30-after.post "$record"
expect_exit 1 nicctl configure-driver ice --yes
check_has "it says which one and why" "$said" "status 7"
check_eq "a failing pre hook stops everything" "10-no.pre" "$(xargs </tmp/ran)"
check_untouched ice irdma i40e

none
hook 10-bad.post "$record" 'exit 9'
hook 20-next.post "$record"
expect_exit 6 nicctl configure-driver ice --yes
check_eq "a failing post hook stops no other and undoes nothing" "10-bad.post 20-next.post" "$(xargs </tmp/ran)"
check_reloaded ice irdma
check_has "it is reported" "$said" "status 9"

none
# shellcheck disable=SC2016
hook 10-forever.post 'trap "" TERM' 'echo $$ >/tmp/forever' 'while :; do sleep 1; done'
expect_exit 6 nicctl configure-driver ice --yes --hook-timeout 1
check_has "a hook that never ends is ended" "$said" "did not end within 1 s"
check_not "it is gone" [ -d "/proc/$(cat /tmp/forever)" ]

none
hook 10-open.post "$record"
chmod 777 /etc/nicctl.d/10-open.post
expect_exit 6 nicctl configure-driver ice --yes
check_not "a hook that others can write is not run" [ -e /tmp/ran ]
check_has "and the reason is given" "$said" "writable by others"
chmod 755 /etc/nicctl.d/10-open.post
chown 65534 /etc/nicctl.d/10-open.post
expect_exit 6 nicctl configure-driver ice --yes
check_not "a hook of another owner is not run" [ -e /tmp/ran ]
check_has "and the reason is given" "$said" "not owned by root"
run nicctl hooks ice
check_has "'nicctl hooks' says it beforehand" "$said" "not owned by root"

check_untouched i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"
finish
