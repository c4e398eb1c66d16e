# SPDX-License-Identifier: GPL-2.0-or-later
# Images that cannot be read are told of and are no failure; one without the driver is fine.
command -v cpio >/dev/null || exit 77
umask 022
mkdir -p "$tmp/nicctl/drivers" "$tmp/root/lib/modules/9.8.0-1/updates"
printf '[driver]\nsource = stock\n' >"$tmp/nicctl/drivers/ice.conf"
cd "$tmp" || exit
image() {
	"$NICCTL" initramfs --kernel 9.8.0-1 --config-dir nicctl "$@"
	echo "status $?"
}
image
image --image nowhere
echo 'This is no image' >image
image --image image
echo module >root/lib/modules/9.8.0-1/updates/i40e.ko
(cd root && find . | cpio -o -H newc 2>/dev/null) >image
image --image image
echo module >root/lib/modules/9.8.0-1/updates/ice.ko
(cd root && find . | cpio -o -H newc 2>/dev/null) >image
image --image image
head -c 600 image >cut
image --image cut
image --image image --json
