/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions as lists of numbers. */
#ifndef NICCTL_COMPAT_VERSION_H
#define NICCTL_COMPAT_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMPAT_VERSION_PARTS 8

/* A part that is written as x or xx in a table: equal to every number. */
#define COMPAT_VERSION_ANY UINT32_MAX

/* n == 0: there is none. */
struct compat_version {
	uint32_t part[COMPAT_VERSION_PARTS];
	size_t n;
};

/* Reads numbers (@base 10 or 16) that are separated by one of @separators each, leading
 * zeros allowed, "x" and "xx" for any. Returns what follows the last one, or NULL when
 * @text does not begin with a number, one is too large, or there are too many; then
 * *@ret_version is empty. */
const char *compat_version_take(const char *text, const char *separators, int base,
				struct compat_version *ret_version);

/* As strcmp(); missing parts count as 0. */
int compat_version_compare(const struct compat_version *a,
			   const struct compat_version *b);

#endif
