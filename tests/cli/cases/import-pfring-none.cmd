# SPDX-License-Identifier: GPL-2.0-or-later
mkdir "$tmp/image"
"$NICCTL" import-pfring --root "$tmp/image" 2>&1 | sed "s,$tmp,TMP," >&2
"$NICCTL" import-pfring --save --output "$tmp"
