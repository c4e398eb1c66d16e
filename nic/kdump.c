/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a crash dump would go. */
#include "kdump.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "netdisks.h"

static int add(struct host *host, const char *way, const char *target, const char *file)
{
	struct network_use *use = ARENA_PUSH(host->arena, &host->network_uses);
	const char *at = strchr(target, '@');
	size_t bytes;

	if (!use)
		return -ENOMEM;
	target = at ? at + 1 : target;
	bytes = target[0] == '[' ? strcspn(target, "]") + 1 : strcspn(target, ":");
	use->what = arena_printf(host->arena, "kdump (%s)", way);
	use->where = arena_strdup(host->arena, file);
	/* The kernel of the dump looks names up in its own way: only an address tells. */
	use->server =
		netdisks_address(host->arena, arena_strndup(host->arena, target, bytes));
	use->is_advisory = true;
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

/* "nfs 192.0.2.9:/dumps", or NFS="192.0.2.9:/dumps" */
static int take_line(struct host *host, char *line, const char *file)
{
	char *word = strtok(line, " \t\n=\"'"), *target = strtok(NULL, " \t\n\"'");

	if (!word || !target)
		return 0;
	if (strcmp(word, "nfs") == 0 || strcmp(word, "NFS") == 0)
		return add(host, "nfs", target, file);
	if (strcmp(word, "ssh") == 0 || strcmp(word, "SSH") == 0)
		return add(host, "ssh", target, file);
	return 0;
}

static void close_file(FILE **file)
{
	if (*file)
		(void)fclose(*file); /* only read from: nothing can be lost */
}

static int read_file(struct host *host, const char *root, const char *name)
{
	NIC_CLEANUP(close_file) FILE *file = NULL;
	char path[PATH_MAX], line[1024];
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s%s", root, name);
	file = fopen(path, "re");
	while (file && r == 0 && fgets(line, sizeof(line), file))
		r = take_line(host, line, name);
	return r;
}

int kdump_read(struct host *host, const char *root)
{
	int r = read_file(host, root, "/etc/kdump.conf");

	return r < 0 ? r : read_file(host, root, "/etc/default/kdump-tools");
}
