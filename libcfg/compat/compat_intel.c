/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Intel: "4.30 0x8001af27 1.3429.0" and its relatives. i40e and ice write the minor in
 * two hexadecimal digits, igb and igc in decimal ones. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat_firmware.h"

/* Option ROMs of the machine's makers are numbered by year: 20.5.13, 22.5.7. */
#define OEM_OPROM_FIRST 15

static bool is_decimal_driver(const char *driver)
{
	return strcmp(driver, "igb") == 0 || strcmp(driver, "igc") == 0;
}

/* One blank, or a comma and a blank, before what follows. */
static const char *skip_gap(const char *text)
{
	if (*text == ',')
		text++;
	return *text == ' ' ? text + 1 : NULL;
}

static const char *take_etrack(const char *text, struct compat_firmware *ret)
{
	unsigned long value;
	char *end;

	if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X') ||
	    !isxdigit((unsigned char)text[2]))
		return NULL;
	errno = 0;
	value = strtoul(text, &end, 16);
	if (errno || value > UINT32_MAX)
		return NULL;
	ret->etrack = (uint32_t)value;
	ret->has_etrack = true;
	return end;
}

static bool take_oprom(const char *text, struct compat_firmware *ret)
{
	const char *end;

	if (!*text)
		return true;
	text = skip_gap(text);
	end = text ? compat_version_take(text, ".", 10, &ret->oprom) : NULL;
	if (!end || *end || ret->oprom.n != 3)
		return false;
	ret->is_oem = ret->oprom.part[0] >= OEM_OPROM_FIRST;
	return true;
}

/* The NVM version. With one digit behind the dot it is not what a driver writes: 2.3 may
 * be 2.03 or 2.30, so only the image id counts then. */
static const char *take_nvm(const char *driver, const char *text,
			    struct compat_firmware *ret)
{
	bool is_decimal = is_decimal_driver(driver);
	struct compat_version version;
	const char *end, *dot;

	end = compat_version_take(text, ".", is_decimal ? 10 : 16, &version);
	dot = strchr(text, '.');
	if (!end || version.n != 2 || !dot || version.part[0] == COMPAT_VERSION_ANY)
		return NULL;
	if (is_decimal || end - dot == 3)
		ret->version = version;
	else if (end - dot != 2)
		return NULL;
	return end;
}

/* An image of the machine's maker: "gen.snap.release" and nothing else. */
static bool take_oem(const char *text, struct compat_firmware *ret)
{
	struct compat_version version;
	const char *end = compat_version_take(text, ".", 16, &version);

	if (!end || *end || version.n != 3)
		return false;
	ret->is_oem = true;
	return true;
}

bool compat_intel_parse(const char *driver, const char *text, struct compat_firmware *ret)
{
	const char *rest = take_etrack(text, ret);

	if (rest)
		return take_oprom(rest, ret);
	if (strcmp(driver, "i40e") == 0 && take_oem(text, ret))
		return true;
	rest = take_nvm(driver, text, ret);
	if (!rest)
		return false;
	if (!*rest)
		return ret->version.n > 0;
	rest = skip_gap(rest);
	rest = rest ? take_etrack(rest, ret) : NULL;
	return rest && take_oprom(rest, ret);
}
