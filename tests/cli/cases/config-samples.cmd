# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed is right, the samples too when they are used as they tell.
umask 022
etc=$tmp/image/etc/nicctl
mkdir -p "$etc/drivers"
cp ../../etc/nicctl/nicctl.conf "$etc"
cp ../../etc/nicctl/drivers/ice.conf.sample "$etc/drivers/ice.conf"
cp ../../etc/nicctl/drivers/i40e.conf.sample "$etc/drivers/i40e.conf"
"$NICCTL" config show --root "$tmp/image" | sed "s,$tmp,,"
cp ../../etc/nicctl/drivers/ice.conf.pf_ring.sample "$etc/drivers/ice.conf"
"$NICCTL" config show ice --root "$tmp/image" | sed "s,$tmp,,"
