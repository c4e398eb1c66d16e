/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which values the kernel's own types of module parameters take. */
#include "param_type.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "macro.h"

#define ARRAY "array of "
#define CHARP_MAX_BYTES 1024

struct number_type {
	const char *name;
	bool is_signed;
	unsigned long long max;
};

static const struct number_type numbers[] = {
	{"byte", false, UINT8_MAX},   {"short", true, SHRT_MAX},
	{"ushort", false, USHRT_MAX}, {"int", true, INT_MAX},
	{"uint", false, UINT_MAX},    {"long", true, LONG_MAX},
	{"ulong", false, ULONG_MAX},  {"ullong", false, ULLONG_MAX},
	{"hexint", false, UINT_MAX},
};

/* Digits from the first letter on: strtoull() would pass over blanks and take a sign. */
static bool is_number(const struct number_type *type, const char *text)
{
	bool is_negative = type->is_signed && text[0] == '-';
	unsigned long long value;
	char *end;

	if (is_negative || text[0] == '+')
		text++;
	if (!isxdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	value = strtoull(text, &end, 0);
	return !*end && !errno && value <= type->max + (is_negative ? 1 : 0);
}

/* The kernel looks at the first letter alone ("y", "yes", "Yellow"), of "on" and "off" at
 * two; 'e' and 'd' (enable, disable) are known to newer kernels only. */
static bool is_bool(const char *text)
{
	if (text[0] == 'o' || text[0] == 'O')
		return text[1] && strchr("nNfF", text[1]);
	return text[0] && strchr("yYtT1nNfF0eEdD", text[0]);
}

static bool takes_one(const char *type, const char *value)
{
	if (!strcmp(type, "bool") || !strcmp(type, "bint") || !strcmp(type, "invbool"))
		return is_bool(value);
	if (!strcmp(type, "charp"))
		return strlen(value) <= CHARP_MAX_BYTES;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(numbers); i++) {
		if (!strcmp(type, numbers[i].name))
			return is_number(&numbers[i], value);
	}
	return true;
}

static bool takes_list(const char *type, const char *list)
{
	size_t bytes = strcspn(list, ",");
	char *item = strndup(list, bytes);
	bool takes =
		!item || takes_one(type, item); /* without memory the kernel decides */

	free(item);
	return takes && (!list[bytes] || takes_list(type, list + bytes + 1));
}

/* Of the kernel's own types only bool and bint may stand without a value. */
static bool needs_value(const char *type)
{
	static const char *const others[] = {"charp", "string", "invbool"};
	bool needs = strncmp(type, ARRAY, strlen(ARRAY)) == 0;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(others); i++)
		needs |= strcmp(type, others[i]) == 0;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(numbers); i++)
		needs |= strcmp(type, numbers[i].name) == 0;
	return needs;
}

bool param_type_takes(const char *type, const char *value)
{
	if (!type)
		return true;
	if (!value)
		return !needs_value(type);
	if (strncmp(type, ARRAY, strlen(ARRAY)) == 0)
		return takes_list(type + strlen(ARRAY), value);
	return takes_one(type, value);
}
