/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names, numbers and paths. */
#include "conf_types.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* MODULE_NAME_LEN of the kernel, which counts the NUL: 64 less the size of a long. */
#define MODULE_NAME_MAX_BYTES 55

/* ALTIFNAMSIZ of the kernel, which counts the NUL; plain names are shorter. */
#define DEVICE_NAME_MAX_BYTES 127

bool conf_types_is_number(const char *item, long max)
{
	size_t digits = strspn(item, "0123456789");

	/* no number that is allowed has more digits than CONF_TYPES_NUMBER_MAX */
	if (!digits || digits > 10 || item[digits] || (item[0] == '0' && digits > 1))
		return false;
	return strtol(item, NULL, 10) <= max;
}

/* Does @text look like @pattern, in which 'x' is a hexadecimal digit? */
static bool looks_like(const char *text, const char *pattern)
{
	for (; *text && *pattern; text++, pattern++) {
		if (*pattern == 'x' ? !isxdigit((unsigned char)*text) : *text != *pattern)
			return false;
	}
	return *text == *pattern;
}

/* The kernel takes no ':' and no '/' in a device's name, so the three kinds cannot be
 * mistaken for each other. '#' begins a comment that was meant for a line of its own. */
static bool is_port(const char *item)
{
	if (strchr(item, ':'))
		return looks_like(item, "xx:xx:xx:xx:xx:xx") ||
		       looks_like(item, "xxxx:xx:xx.x") || looks_like(item, "xx:xx.x");
	return item[0] != '#' && !strchr(item, '/') && strcmp(item, ".") != 0 &&
	       strcmp(item, "..") != 0 && strlen(item) <= DEVICE_NAME_MAX_BYTES;
}

static bool is_tcp_port(const char *item)
{
	return item[0] != '0' && conf_types_is_number(item, 65535);
}

static bool is_word(const char *item, const char *others)
{
	for (const char *c = item; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr(others, *c))
			return false;
	}
	return isalnum((unsigned char)item[0]);
}

static bool is_module(const char *item)
{
	return is_word(item, "_-") && strlen(item) <= MODULE_NAME_MAX_BYTES;
}

static bool is_dkms_package(const char *item)
{
	return is_word(item, "_-.+");
}

static bool is_source(const char *item)
{
	return item[0] == '/' || strcmp(item, "auto") == 0 ||
	       strcmp(item, "bundled") == 0 || strcmp(item, "stock") == 0 ||
	       strcmp(item, "dkms") == 0;
}

const struct conf_type conf_types_port = {
	"PORT",
	"the name of a network device, a MAC address (02:00:00:00:00:01) or a PCI address "
	"(0000:3b:00.0)",
	is_port};
const struct conf_type conf_types_tcp_port = {"TCP-PORT", "a number from 1 to 65535",
					      is_tcp_port};
const struct conf_type conf_types_module = {"MODULE", "the name of a kernel module",
					    is_module};
const struct conf_type conf_types_dkms = {"NAME", "the name of a DKMS package",
					  is_dkms_package};
const struct conf_type conf_types_source = {
	"SOURCE", "auto, bundled, stock, dkms or a path that begins with '/'", is_source};
