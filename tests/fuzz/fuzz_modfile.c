/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds any bytes to the reader of module files, through a file in memory. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "modfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Facts must be whole strings: touching each finds the one that is not. */
static size_t touch(const struct symbol_list *list)
{
	size_t total = 0;

	for (size_t i = 0; i < list->n; i++)
		total += strlen(list->items[i].name);
	return total;
}

static void read_path(const char *path)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct modfile file;

	if (!arena || modfile_read(arena, path, NULL, NULL, &file) < 0)
		return;
	if (!file.name || (!file.problem && file.size_bytes == 0))
		abort();
	if (touch(&file.needs) + touch(&file.offers) == SIZE_MAX)
		abort(); /* never: keeps the reads */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_path(path);
	(void)close(fd); /* memory only */
	return 0;
}
