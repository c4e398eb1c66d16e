# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The incident's host with facts about firmware.

PACKAGE='{"name": "intel/ice/ddp/ice.pkg", "path": "/lib/firmware/intel/ice/ddp/ice.pkg", "version": "1.3.36.0"}'

# with_firmware NOW FILES [LOG [FIRMWARE]]: writes a snapshot. NOW: version of the package that ice has loaded (0.0.0.0:
# none, its safe mode; empty: not known); FILES: firmware files, FIRMWARE: of both ice ports.
with_firmware()
{
	_devlink=
	[ -z "$1" ] || _devlink="{\"name\": \"fw.mgmt\", \"state\": \"running\", \"value\": \"7.4.13\"},"
	[ -z "$1" ] || _devlink="$_devlink {\"name\": \"fw.app\", \"state\": \"running\", \"value\": \"$1\"}"
	sed -e "s|\"module\": \"ice\", \"vendor\"|\"driver_version\": \"6.1.0-56-amd64\", \
\"firmware_version\": \"${4-4.40 0x8001c7d4 1.3534.0}\", \"serial\": \"b49691ffffa1b2c3\", \"devlink\": [$_devlink], &|" \
		-e "s|\"module\": \"i40e\", \"vendor\"|\"driver_version\": \"6.1.0-56-amd64\", \
\"firmware_version\": \"9.57 0x80010340 1.4002.0\", &|" \
		-e 's|"name": "ice", "vermagic"|"firmware": ["intel/ice/ddp/ice.pkg"], &|' \
		-e "s|^ \"ports\": \[|\"firmware_files\": [$2], \"kernel_log\": [${3-}],\n&|" state/incident.json
}
