# SPDX-License-Identifier: GPL-2.0-or-later
# The replacement passes every check and then fails to load: everything comes back as it was.
# topology: plain
# modules: irdma ice i40e mlx5_core mlx5_ib
# nicctl: yes
# bad-module: init ice init-fails
# bad-module: init mlx5_core init-fails
# bad-module: signature ice bad-signature
# short-kernels: 6.1 6.12
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
modprobe mlx5_core prof_sel=1
modprobe mlx5_ib
echo 1 >/sys/module/mlx5_core/parameters/debug_mask
snapshot_set
remember ice i40e irdma ib_core ib_uverbs mlx5_core mlx5_ib
mkdir -p /etc/nicctl.d
# shellcheck disable=SC2016 # for the hook's own shell
printf '#!/bin/sh\necho "$NICCTL_RESULT" >/tmp/rollback.ran\n' >/etc/nicctl.d/note.rollback
printf '#!/bin/sh\ntouch /tmp/post.ran\n' >/etc/nicctl.d/note.post
chmod 755 /etc/nicctl.d/note.*

expect_exit 4 nicctl configure-driver ice --yes --module /lab/bad/init/ice.ko
check_has "it says what failed" "$said" "Input/output error"
check_set_same "the loaded modules are those from before"
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs mlx5_core mlx5_ib
check_eq "irdma holds ice again" irdma "$(holders ice)"
check_eq "the rollback hook ran" rolled-back "$(cat /tmp/rollback.ran)"
check_not "the post hook did not" [ -e /tmp/post.ran ]

# A signature that does not fit the content: only the kernel can tell, when it is too late.
expect_exit 4 nicctl configure-driver ice --yes --module /lab/bad/signature/ice.ko
check_set_same "the loaded modules are those from before"
check_untouched i40e ib_core ib_uverbs mlx5_core mlx5_ib

params mlx5_core >/tmp/params.before
expect_exit 4 nicctl configure-driver mlx5_core --yes --module /lab/bad/init/mlx5_core.ko
check_set_same "the loaded modules are those from before"
check_eq "mlx5_core has the parameters it had" "$(cat /tmp/params.before)" "$(params mlx5_core)"
check_untouched ib_core ib_uverbs i40e

remember ice irdma
expect_exit 0 nicctl configure-driver ice --yes
check_reloaded ice irdma
check_set_same "afterwards a good reload works"
finish
