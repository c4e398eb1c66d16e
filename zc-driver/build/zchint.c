/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Package names of the Debian and the Red Hat family. */
#include "zchint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "textfile.h"
#include "zckernel.h"

enum family { FAMILY_DEBIAN, FAMILY_UBUNTU, FAMILY_RED_HAT };

static enum family family(void)
{
	enum family found = FAMILY_DEBIAN;
	char *text = NULL;
	size_t bytes;

	/* Source: os-release(5). Without the file the names of Debian are as good as any.
	 */
	if (textfile_read("/etc/os-release", 65536, &text, &bytes, NULL) < 0)
		return found;
	if (strstr(text, "rhel") || strstr(text, "fedora"))
		found = FAMILY_RED_HAT;
	else if (strstr(text, "ID=ubuntu"))
		found = FAMILY_UBUNTU;
	free(text);
	return found;
}

void zchint_headers(struct nic_err *err, const char *release)
{
	if (!release)
		nic_err_hint(err,
			     "name the folder that /lib/modules/VERSION/build leads to");
	else if (family() == FAMILY_RED_HAT)
		nic_err_hint(err, "install them: dnf install kernel-devel-%s", release);
	else
		nic_err_hint(err, "install them: apt-get install linux-headers-%s",
			     release);
}

void zchint_source(struct nic_err *err, const struct zckernel *kernel)
{
	switch (family()) {
	case FAMILY_RED_HAT:
		nic_err_hint(
			err,
			"fetch it: dnf download --source kernel-%s; name the .tar.xz in it with "
			"--source",
			kernel->release);
		return;
	case FAMILY_UBUNTU:
		nic_err_hint(err, "install it: apt-get install linux-source-%s.0",
			     kernel->series);
		return;
	case FAMILY_DEBIAN:
		nic_err_hint(err, "install it: apt-get install linux-source-%s%s%s",
			     kernel->series, kernel->package ? "=" : "",
			     kernel->package ? kernel->package : "");
		return;
	}
}

void zchint_programs(struct nic_err *err)
{
	if (family() == FAMILY_RED_HAT)
		nic_err_hint(err, "install it: dnf install make gcc tar xz binutils "
				  "elfutils-libelf-devel");
	else
		nic_err_hint(
			err,
			"install it: apt-get install make gcc tar xz-utils binutils");
}
