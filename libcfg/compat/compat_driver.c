/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions of drivers: two schemes that must not be mixed. */
#include "compat_driver.h"

#include <ctype.h>
#include <string.h>

/* ethtool's field has room for so many characters: a longer release arrives cut. */
#define DRVINFO_TEXT_MAX 31

/* OFED drivers print five numbers of the package's six. */
#define OFED_PARTS 5

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
	size_t n = strlen(text), m = strlen(with);

	return n >= m && strcmp(text + n - m, with) == 0;
}

static bool is_release(const char *text, const char *release)
{
	size_t n = strlen(text);

	return release && (strcmp(text, release) == 0 ||
			   (n == DRVINFO_TEXT_MAX && strncmp(text, release, n) == 0));
}

const char *compat_driver_module(const char *name, struct arena *arena)
{
	size_t n = strcspn(name, "[ (");

	if (n == strlen("mlx4_en") && begins(name, "mlx4_en"))
		return "mlx4_core";
	if (n > strlen("_zc") && strncmp(name + n - strlen("_zc"), "_zc", 3) == 0)
		n -= strlen("_zc");
	return name[n] ? arena_strndup(arena, name, n) : name;
}

struct compat_driver compat_driver_of_kernel(const char *release)
{
	struct compat_driver driver = {.text = release};

	if (compat_version_take(release, ".-", 10, &driver.version) &&
	    driver.version.n >= 2)
		driver.scheme = COMPAT_SCHEME_KERNEL;
	else
		driver.version.n = 0;
	return driver;
}

/* A.B-C.D.E: one dot before the dash. "5.0-0" and its like are what in-tree drivers said
 * for years. */
static struct compat_driver parse_ofed(const char *text)
{
	struct compat_driver driver = {.text = text};
	const char *dash = strchr(text, '-'), *dot = strchr(text, '.');
	const char *end;

	if (dash && dot && (dot > dash || memchr(dot + 1, '.', (size_t)(dash - dot - 1))))
		return compat_driver_of_kernel(text);
	end = compat_version_take(text, ".-", 10, &driver.version);
	if (!end || *end || driver.version.n < 2) {
		driver.version.n = 0;
		return dash ? driver : compat_driver_of_kernel(text);
	}
	if (dash && driver.version.n == 3)
		driver.scheme = COMPAT_SCHEME_CONSTANT;
	else if (!dash && driver.version.n > 2)
		return compat_driver_of_kernel(text);
	else
		driver.scheme = COMPAT_SCHEME_MODULE;
	if (driver.version.n > OFED_PARTS)
		driver.version.n = OFED_PARTS;
	return driver;
}

/* 6.1.0-56-amd64, 5.10.0+, 5.17.0-rc7+: what a kernel's release has behind its numbers,
 * and a driver's version never has. */
static bool looks_like_release(const char *text)
{
	const char *dash = strchr(text, '-');

	if (ends(text, "-k"))
		return false;
	return ends(text, "+") || strstr(text, "-rc") ||
	       (dash && dash > text && isdigit((unsigned char)dash[-1]) && dash[1]);
}

/* Drivers that the vendor numbers 1.x or 2.x (8.x for qede) all their life: another first
 * number is a kernel's. */
static bool is_vendor_major(const char *driver, uint32_t major)
{
	if (begins(driver, "bnxt") || begins(driver, "bnx2x"))
		return major <= 2;
	if (begins(driver, "qed"))
		return major == 8;
	return true;
}

/* Dashes within the vendor's own: bnxt_en 1.10.2-227.0.130.0, bnx2x 1.713.36-0. */
static bool has_own_dashes(const char *driver)
{
	return begins(driver, "bnxt") || begins(driver, "bnx2x");
}

struct compat_driver compat_driver_parse(const char *driver, const char *text,
					 const char *release)
{
	struct compat_driver result = {.text = text};
	struct compat_version version;
	const char *end;

	if (is_release(text, release))
		return compat_driver_of_kernel(text);
	if (begins(driver, "mlx"))
		return parse_ofed(text);
	end = compat_version_take(text, has_own_dashes(driver) ? ".-" : ".", 10,
				  &version);
	if (!end || version.n < 2)
		return result;
	if (!is_vendor_major(driver, version.part[0]) ||
	    (!has_own_dashes(driver) && looks_like_release(text)))
		return compat_driver_of_kernel(text);
	/* "1.8.3_2_g5c2ff303" is a build between releases, "8.74.4.0 [storm …]" says
	 * more; anything else behind the numbers is not understood. */
	if (*end && *end != '_' && *end != ' ' && strcmp(end, "-k") != 0)
		return result;
	result.version = version;
	result.scheme =
		strcmp(end, "-k") == 0 ? COMPAT_SCHEME_CONSTANT : COMPAT_SCHEME_MODULE;
	return result;
}

/* Makers of kernels who port back drivers: there the upstream number tells nothing. */
static const char *kernel_maker(const char *release)
{
	static const char *const makers[] = {".el", ".oe", ".amzn", "-default", ".uek"};

	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (strstr(release, makers[i]))
			return makers[i];
	}
	return "";
}

static bool compare_kernels(const struct compat_driver *a, const struct compat_driver *b,
			    int *ret_order)
{
	struct compat_version left = a->version, right = b->version;
	const char *maker = kernel_maker(a->text);

	if (strcmp(maker, kernel_maker(b->text)) != 0)
		return false;
	if (!*maker) /* what follows is each distribution's own */
		left.n = right.n = 2;
	*ret_order = compat_version_compare(&left, &right);
	return true;
}

bool compat_driver_compare(const struct compat_driver *a, const struct compat_driver *b,
			   int *ret_order)
{
	if (a->scheme != b->scheme || a->scheme == COMPAT_SCHEME_UNKNOWN)
		return false;
	if (a->scheme == COMPAT_SCHEME_KERNEL)
		return compare_kernels(a, b, ret_order);
	*ret_order = compat_version_compare(&a->version, &b->version);
	return true;
}

bool compat_driver_same(const struct compat_driver *a, const struct compat_driver *b)
{
	if (a->scheme != b->scheme || a->scheme == COMPAT_SCHEME_UNKNOWN)
		return false;
	if (a->scheme == COMPAT_SCHEME_KERNEL)
		return is_release(a->text, b->text) || is_release(b->text, a->text);
	return compat_version_compare(&a->version, &b->version) == 0;
}
