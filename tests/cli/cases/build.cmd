# SPDX-License-Identifier: GPL-2.0-or-later
# Builds all, then takes them from the cache; a changed source is built again.
. ./state/fake-kernel.sh
build --source "$source"
build --source "$source" --flavour reload --output "$tmp/out" --json
echo "/* changed */" >"$source/drivers/net/ethernet/intel/ice/ice.h"
build --source "$source" --flavour reload
(cd "$tmp" && find out -type f)
