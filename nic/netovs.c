/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open vSwitch's daemon. Source: ovs-vswitchd(8), --pidfile. */
#include "netovs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "sysfs.h"

#define COMMAND "ovs-vswitchd"

bool netovs_is_running(void)
{
	static const char *const files[] = {"/run/openvswitch/" COMMAND ".pid",
					    "/var/run/openvswitch/" COMMAND ".pid"};
	char path[64], command[64];
	int64_t pid;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (sysfs_number(AT_FDCWD, files[i], &pid) < 0)
			continue;
		(void)snprintf(path, sizeof(path), "/proc/%" PRId64 "/comm", pid);
		if (sysfs_read(AT_FDCWD, path, command, sizeof(command)) > 0 &&
		    strcmp(command, COMMAND) == 0)
			return true;
	}
	return false;
}
