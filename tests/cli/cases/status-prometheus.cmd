# SPDX-License-Identifier: GPL-2.0-or-later
# A configured driver that is not loaded; no line is anything but a comment or a metric with labels.
umask 022
mkdir -p "$tmp/nicctl/drivers"
printf '[driver]\nmtu = 9000\n[port nosuchport]\nrss = 4\n' >"$tmp/nicctl/drivers/nosuchdriver.conf"
cd "$tmp" || exit
"$NICCTL" status --prometheus --config-dir nicctl >metrics
code=$?
grep -Ev '^# (HELP|TYPE) [a-z_]+ [^ ].*$|^[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? [01]$' metrics && echo 'NOT VALID'
grep -v '^# HELP' metrics | cut -c1-78
exit $code
