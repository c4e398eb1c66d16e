/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Broadcom: "227.0.134.0/pkg 227.1.111.0", the running firmware and the package it came
 * in; very old: "20.1.11/1.0.0 pkg 20.02.00.03". Makers of machines number their packages
 * themselves, so only the firmware is compared. */
#include <string.h>

#include "compat_firmware.h"

static bool take_package(const char *text, struct compat_firmware *ret)
{
	const char *end;

	if (strncmp(text, "pkg ", 4) != 0)
		return false;
	text += 4;
	if (strcmp(text, "N/A") == 0)
		return true;
	end = compat_version_take(text, ".", 10, &ret->package);
	return end && !*end;
}

bool compat_broadcom_parse(const char *text, struct compat_firmware *ret)
{
	const char *end = compat_version_take(text, ".", 10, &ret->version);
	struct compat_version interface;

	if (!end || ret->version.n < 3 || ret->version.n > 4)
		return false;
	if (!*end)
		return true;
	if (*end++ != '/')
		return false;
	if (take_package(end, ret))
		return true;
	end = compat_version_take(end, ".", 10, &interface); /* of the commands: HWRM */
	if (!end)
		return false;
	return !*end || (*end == ' ' && take_package(end + 1, ret));
}
