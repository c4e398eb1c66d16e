# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" build --kernel ../x
"$NICCTL" initramfs ice --kernel ''
"$NICCTL" initramfs ice --kernel ../../etc
