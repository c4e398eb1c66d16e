/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions as lists of numbers. */
#include "compat_version.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c, int base)
{
	return base == 16 ? isxdigit((unsigned char)c) != 0
			  : isdigit((unsigned char)c) != 0;
}

static const char *take_part(const char *text, int base, uint32_t *ret_part)
{
	unsigned long value;
	char *end;

	if (*text == 'x') {
		text += text[1] == 'x' ? 2 : 1;
		*ret_part = COMPAT_VERSION_ANY;
		return is_digit(*text, base) ? NULL : text;
	}
	if (!is_digit(*text, base))
		return NULL;
	/* strtoul() would take "0x" along. */
	if (base == 16 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return NULL;
	errno = 0;
	value = strtoul(text, &end, base);
	if (errno || value >= COMPAT_VERSION_ANY)
		return NULL;
	*ret_part = (uint32_t)value;
	return end;
}

const char *compat_version_take(const char *text, const char *separators, int base,
				struct compat_version *ret_version)
{
	struct compat_version version = {0};

	*ret_version = version;
	while (version.n < COMPAT_VERSION_PARTS) {
		text = take_part(text, base, &version.part[version.n]);
		if (!text)
			return NULL;
		version.n++;
		if (!*text || !strchr(separators, *text) ||
		    !(is_digit(text[1], base) || text[1] == 'x')) {
			*ret_version = version;
			return text;
		}
		text++;
	}
	return NULL;
}

static uint32_t part(const struct compat_version *version, size_t i)
{
	return i < version->n ? version->part[i] : 0;
}

int compat_version_compare(const struct compat_version *a, const struct compat_version *b)
{
	for (size_t i = 0; i < a->n || i < b->n; i++) {
		uint32_t left = part(a, i), right = part(b, i);

		if (left == right || left == COMPAT_VERSION_ANY ||
		    right == COMPAT_VERSION_ANY)
			continue;
		return left < right ? -1 : 1;
	}
	return 0;
}
