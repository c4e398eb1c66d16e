/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a port hangs on in the device tree. */
#include "port_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sysfs.h"

#define DEVICES "/sys/devices/"

const char *port_tree_root_port(struct arena *arena, const char *path,
				const char *address)
{
	const char *bus = strstr(path, "/pci"), *start, *end;
	size_t bytes;

	start = bus ? strchr(bus + 1, '/') : NULL;
	if (!start)
		return NULL;
	start++;
	end = strchr(start, '/');
	bytes = end ? (size_t)(end - start) : strlen(start);
	if (!end || (strncmp(start, address, bytes) == 0 && address[bytes] == '\0'))
		return NULL;
	return arena_strndup(arena, start, bytes);
}

int port_tree_read(struct arena *arena, const char *path, struct port *port)
{
	char real[PATH_MAX], link[PATH_MAX + sizeof("/driver/module")], module[256];
	char *slash;

	if (!realpath(path, real))
		return 0; /* gone a moment ago */
	port->root_port = port_tree_root_port(arena, real, port->address);
	while ((slash = strrchr(real, '/')) && slash > real + strlen(DEVICES)) {
		*slash = '\0';
		(void)snprintf(link, sizeof(link), "%s/driver/module", real);
		if (sysfs_link_name(AT_FDCWD, link, module, sizeof(module)) == 0 &&
		    !strv_has(&port->below, module) &&
		    strv_push(arena, &port->below, module) < 0)
			return -ENOMEM;
	}
	return arena_failed(arena) ? -ENOMEM : 0;
}
