/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes above this one: what is left of a session that sudo has wiped from the
 * environment. */
#include "ancestry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#include "macro.h"

/* A chain of parents cannot be this long on a sane machine; ends a loop if pids are
 * reused while we look. */
#define MAX_ANCESTORS 256

/* "123 (name) S 1 …": the name ends at the last ')'. */
int ancestry_parse_stat(const char *text, pid_t *ret_parent, char *ret_comm, size_t bytes)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	long parent;
	char *end;

	if (!open || !close || close < open || strlen(close) < strlen(") S 1") ||
	    (size_t)(close - open) > bytes)
		return -EINVAL;
	errno = 0;
	parent = strtol(close + strlen(") S "), &end, 10);
	if (errno || end == close + strlen(") S ") || parent < 0 || parent > INT32_MAX)
		return -EINVAL;
	memcpy(ret_comm, open + 1, (size_t)(close - open - 1));
	ret_comm[close - open - 1] = '\0';
	*ret_parent = (pid_t)parent;
	return 0;
}

static int read_stat(pid_t pid, pid_t *ret_parent, char *ret_comm, size_t bytes)
{
	char path[64], text[1024];
	int r;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	r = sysfs_read(AT_FDCWD, path, text, sizeof(text));
	return r < 0 ? r : ancestry_parse_stat(text, ret_parent, ret_comm, bytes);
}

int ancestry_each(ancestry_fn *fn, void *ctx)
{
	pid_t pid = getppid(), parent;
	char comm[64];
	int r;

	for (int i = 0; i < MAX_ANCESTORS && pid > 1; i++) {
		if (read_stat(pid, &parent, comm, sizeof(comm)) < 0)
			return 0; /* it ended; who comes above is no longer told */
		r = fn(pid, comm, ctx);
		if (r != 0)
			return r;
		pid = parent;
	}
	return 0;
}

static void close_file(FILE **file)
{
	if (*file)
		(void)fclose(*file); /* only read from: nothing can be lost */
}

static void free_text(char **text)
{
	free(*text);
}

int ancestry_variable(pid_t pid, const char *name, char *ret_value, size_t bytes)
{
	NIC_CLEANUP(close_file) FILE *file = NULL;
	NIC_CLEANUP(free_text) char *entry = NULL;
	size_t size = 0, name_bytes = strlen(name), value_bytes;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (getdelim(&entry, &size, '\0', file) >= 0) {
		if (strncmp(entry, name, name_bytes) != 0 || entry[name_bytes] != '=')
			continue;
		value_bytes = strlen(entry + name_bytes + 1) + 1;
		if (value_bytes > bytes)
			return -ENOSPC;
		memcpy(ret_value, entry + name_bytes + 1, value_bytes);
		return 0;
	}
	return -ENOENT;
}
