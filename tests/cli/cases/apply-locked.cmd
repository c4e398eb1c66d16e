# SPDX-License-Identifier: GPL-2.0-or-later
# While another change runs the reason is in the document, too. In a /run of its own.
[ "$(id -u)" -eq 0 ] || { echo "only root comes this far" >&2; exit 77; }
umask 022
mkdir -p "$tmp/nicctl/drivers"
printf '[driver]\nmtu = 1500\n' >"$tmp/nicctl/drivers/nosuchdriver.conf"
unshare --mount sh -c 'mount -t tmpfs none /run' 2>/dev/null || { echo "a mount namespace is not permitted" >&2; exit 77; }
unshare --mount sh -c 'mount -t tmpfs none /run && exec flock /run/nicctl.lock "$@"' - \
	"$NICCTL" apply --yes --json --config-dir "$tmp/nicctl" 2>/dev/null |
	grep -oE '"message": "another nicctl|"hint": "wait|"exit_code": .'
