/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads Module.symvers: "0x15f042b5\tice_add_rdma_qset\tdrivers/…/ice\tEXPORT_SYMBOL…".
 */
#include "symvers.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "elfsyms.h"

/* Red Hat's kernels put it in the first two places, the headers' package in the third.
 * The release stands between the two parts of the path. */
static const struct place {
	const char *before, *behind;
} places[] = {
	{"/lib/modules/", "/symvers.gz"},
	{"/boot/symvers-", ".gz"},
	{"/lib/modules/", "/build/Module.symvers"},
};

/* A symbol's name has at most 512 bytes, a path not many more. */
#define LINE_BYTES 4096

static void gz_closep(gzFile *file)
{
	if (*file)
		(void)gzclose(*file); /* nothing was written */
}

/* gzopen() reads plain files as well. */
static gzFile open_list(const char *root, const char *release)
{
	char path[PATH_MAX];
	gzFile file;
	int n;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(places); i++) {
		n = snprintf(path, sizeof(path), "%s%s%s%s", root, places[i].before,
			     release, places[i].behind);
		file = n < 0 || n >= (int)sizeof(path) ? NULL : gzopen(path, "re");
		if (file)
			return file;
	}
	return NULL;
}

/* Adds the symbol of this line if it is wanted and part of the image. Kernels without
 * CONFIG_MODVERSIONS write 0x00000000 for each. */
static int add_line(char *line, const struct symbol_list *wanted, struct arena *arena,
		    struct symbol_list *found)
{
	char *rest = NULL;
	const char *crc = strtok_r(line, "\t\n", &rest);
	const char *name = strtok_r(NULL, "\t\n", &rest);
	const char *where = strtok_r(NULL, "\t\n", &rest);
	struct symbol *symbol;

	if (!crc || !name || !where || strcmp(where, "vmlinux") != 0 ||
	    !elfsyms_find(wanted, name))
		return 0;
	symbol = ARENA_PUSH(arena, found);
	if (!symbol)
		return -ENOMEM;
	symbol->name = arena_strdup(arena, name);
	symbol->crc = (uint32_t)strtoul(crc, NULL, 16);
	symbol->has_crc = symbol->crc != 0;
	return symbol->name ? 0 : -ENOMEM;
}

int symvers_lookup(const char *root, const char *release,
		   const struct symbol_list *wanted, struct arena *arena,
		   struct symbol_list *found, bool *ret_has_list)
{
	NIC_CLEANUP(gz_closep) gzFile file = open_list(root, release);
	char line[LINE_BYTES];
	int r = 0;

	*ret_has_list = file != NULL;
	while (file && r == 0 && gzgets(file, line, sizeof(line)))
		r = add_line(line, wanted, arena, found);
	return r;
}
