/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NVIDIA: "16.35.2000 (MT_0000000012)". The first number is the card's generation; those
 * behind it may have leading zeros. */
#include <string.h>

#include "compat_firmware.h"

bool compat_nvidia_parse(const char *text, struct compat_firmware *ret)
{
	const char *end = compat_version_take(text, ".", 10, &ret->version);

	if (!end || ret->version.n != 3)
		return false;
	if (*end && (strncmp(end, " (", 2) != 0 || text[strlen(text) - 1] != ')'))
		return false;
	ret->has_generation = true;
	return true;
}
