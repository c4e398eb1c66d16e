# SPDX-License-Identifier: GPL-2.0-or-later
# mlx has queues, and no build that takes the driver's place.
. ./pfring-tree
rm -r "$dir/etc/pf_ring/zc/i40e" "$dir/etc/pf_ring/zc/ice"
touch "$dir/etc/pf_ring/zc/mlx/mlx.start"
echo 'RSS=8,8' >"$dir/etc/pf_ring/zc/mlx/mlx.conf"
"$NICCTL" import-pfring --root "$dir" --save | sed "s,$dir,ROOT,"
"$NICCTL" config check --root "$dir" | sed "s,$dir,ROOT,"
