# SPDX-License-Identifier: GPL-2.0-or-later
# A package that the driver does not take, one that is none, and one that the kernel cannot read.
. state/firmware.sh
for file in '"version": "1.4.1.0"' '"problem": "is no DDP package"' \
	'"problem": "is compressed with zstd, which this kernel does not read"'; do
	with_firmware 1.3.36.0 "{\"name\": \"intel/ice/ddp/ice.pkg\", \"path\": \"/lib/firmware/ice.pkg\", $file}" |
		"$NICCTL" configure-driver ice --from - --tables ../../data/compat | sed -n '/REFUSE/,/^  ok/p'
done
