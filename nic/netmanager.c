/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which network manager owns a device. The state files are each manager's own; what is
 * not understood in them counts as "nobody". */
#include "netmanager.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "sysfs.h"

#define FILE_BYTES 8192

/* The value of a line "KEY=VALUE"; NULL: there is none. Ends the value in @text. */
static const char *value_of(char *text, const char *key)
{
	size_t length = strlen(key);
	char *line = text;

	while (line) {
		if (strncmp(line, key, length) == 0 && line[length] == '=') {
			line[length + 1 + strcspn(line + length + 1, "\n")] = '\0';
			return line + length + 1;
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

/* NetworkManager writes the connection's UUID when the device has been activated. */
static bool is_network_manager(uint32_t ifindex)
{
	char path[64], text[FILE_BYTES];

	(void)snprintf(path, sizeof(path), "/run/NetworkManager/devices/%u", ifindex);
	return sysfs_read(AT_FDCWD, path, text, sizeof(text)) > 0 &&
	       value_of(text, "connection-uuid");
}

/* Source: sd-network's link states (systemd src/libsystemd/sd-network/sd-network.c). */
static const char *networkd_state(uint32_t ifindex, char *text, size_t bytes)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/run/systemd/netif/links/%u", ifindex);
	return sysfs_read(AT_FDCWD, path, text, bytes) > 0 ? value_of(text, "ADMIN_STATE")
							   : NULL;
}

static bool is_ifupdown(const char *name)
{
	char text[FILE_BYTES];

	return sysfs_read(AT_FDCWD, "/run/network/ifstate", text, sizeof(text)) > 0 &&
	       value_of(text, name);
}

void netmanager_read(struct net_device *device, uint32_t ifindex, const char *name)
{
	char text[FILE_BYTES];
	const char *state = networkd_state(ifindex, text, sizeof(text));

	device->manager = NULL;
	device->manager_is_busy = false;
	if (state && strcmp(state, "unmanaged") != 0) {
		device->manager = "systemd-networkd";
		device->manager_is_busy =
			strcmp(state, "configured") != 0 && strcmp(state, "failed") != 0;
	} else if (is_network_manager(ifindex)) {
		device->manager = "NetworkManager";
	} else if (is_ifupdown(name)) {
		device->manager = "ifupdown";
	}
}
