# SPDX-License-Identifier: GPL-2.0-or-later
# Another vendor: mlx5_core under mlx5_ib, with parameters that differ from the default.
# topology: plain
# modules: mlx5_core mlx5_ib irdma
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

modprobe mlx5_core prof_sel=1
modprobe mlx5_ib
modprobe irdma
snapshot_set
remember mlx5_core mlx5_ib ib_core ib_uverbs irdma ice i40e
params mlx5_core >/tmp/params.before

expect_exit 0 nicctl configure-driver mlx5_core --yes
check_reloaded mlx5_core mlx5_ib
check_untouched ib_core ib_uverbs irdma ice i40e
check_set_same "the loaded modules are the same"
check_eq "mlx5_core has the parameters it had" "$(cat /tmp/params.before)" "$(params mlx5_core)"

expect_exit 0 nicctl configure-driver mlx5_core --yes --param prof_sel=2
check_eq "a named parameter is set" 2 "$(cat /sys/module/mlx5_core/parameters/prof_sel)"
check_untouched ib_core ib_uverbs irdma ice i40e
check_set_same "the loaded modules are the same again"
finish
