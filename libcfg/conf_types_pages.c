/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the items about huge pages may be. */
#include <limits.h>
#include <string.h>

#include "conf_types.h"
#include "pages.h"

/* "node0.2M=1024" */
static bool is_pages(const char *item)
{
	struct pages_kind kind;
	const char *end = pages_take_kind(item, &kind);

	return end && *end == '=' && conf_types_is_number(end + 1, CONF_TYPES_NUMBER_MAX);
}

/* Absolute, and written in one way only, so that it can be compared with the kernel's. */
static bool is_plain_path(const char *path)
{
	if (path[0] != '/' || !path[1] || strlen(path) >= PATH_MAX)
		return false;
	while (*path) {
		size_t bytes;

		path++; /* the '/' */
		bytes = strcspn(path, "/");
		if (!bytes || (bytes == 1 && path[0] == '.') ||
		    (bytes == 2 && strncmp(path, "..", 2) == 0))
			return false;
		path += bytes;
	}
	return true;
}

/* "2M=/mnt/huge" */
static bool is_pages_mount(const char *item)
{
	struct pages_kind kind;
	const char *end = pages_take_kind(item, &kind);

	return end && kind.node < 0 && *end == '=' && is_plain_path(end + 1);
}

const struct conf_type conf_types_pages = {
	"PAGES=COUNT",
	"a size of pages, of the machine or of a node, with =NUMBER behind it (2M=1024, "
	"node0.1G=4)",
	is_pages};
const struct conf_type conf_types_pages_mount = {
	"SIZE=PATH", "a size of pages with =PATH behind it (2M=/dev/hugepages)",
	is_pages_mount};
