/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mount table, line by line. */
#include "mounts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOUNTINFO "/proc/self/mountinfo"

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* The kernel writes blanks, newlines and backslashes as "\040" (mangle_path()). */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (from[0] == '\\' && is_octal(from[1]) && is_octal(from[2]) &&
		    is_octal(from[3])) {
			*to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 +
				     (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

static char *next_field(char **rest)
{
	char *field = strsep(rest, " ");

	if (field && *field)
		return field;
	return NULL;
}

int mounts_parse_line(char *line, struct mount_entry *ret_entry)
{
	struct mount_entry entry;
	char *rest = line, *field;

	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < 2; i++) { /* mount id, parent id */
		if (!next_field(&rest))
			return -EINVAL;
	}
	entry.device = next_field(&rest);
	if (!entry.device)
		return -EINVAL;
	entry.root = next_field(&rest);
	entry.where = next_field(&rest);
	do { /* options of the mount, optional fields, then a lone "-" */
		field = next_field(&rest);
		if (!field)
			return -EINVAL;
	} while (strcmp(field, "-") != 0);
	entry.type = next_field(&rest);
	entry.source = strsep(&rest, " "); /* may be empty */
	entry.options = rest;
	if (!entry.root || !entry.where || !entry.type || !entry.source || !entry.options)
		return -EINVAL;
	unescape(entry.root);
	unescape(entry.where);
	unescape(entry.source);
	*ret_entry = entry;
	return 0;
}

static bool has_option(const char *options, const char *option)
{
	size_t bytes = strlen(option);

	while (*options) {
		size_t length = strcspn(options, ",");

		if (length == bytes && strncmp(options, option, bytes) == 0)
			return true;
		options += length;
		options += *options == ',';
	}
	return false;
}

/* Each file system has its own way to say it: "rdma6" is NFS over IPv6, Lustre names the
 * network "o2ib" (with a number from the second on) behind the server. */
bool mounts_is_rdma(const struct mount_entry *entry)
{
	if (strcmp(entry->type, "nfs") == 0 || strcmp(entry->type, "nfs4") == 0)
		return has_option(entry->options, "proto=rdma") ||
		       has_option(entry->options, "proto=rdma6") ||
		       has_option(entry->options, "rdma");
	if (strcmp(entry->type, "cifs") == 0 || strcmp(entry->type, "smb3") == 0)
		return has_option(entry->options, "rdma");
	if (strcmp(entry->type, "9p") == 0)
		return has_option(entry->options, "trans=rdma");
	if (strcmp(entry->type, "lustre") == 0)
		return strstr(entry->source, "@o2ib") != NULL;
	return false;
}

static void close_file(FILE **file)
{
	if (*file)
		(void)fclose(*file); /* only read from: nothing can be lost */
}

static void free_line(char **line)
{
	free(*line);
}

int mounts_each(const char *root, mounts_entry_fn *fn, void *ctx, struct nic_err *err)
{
	NIC_CLEANUP(close_file) FILE *file = NULL;
	NIC_CLEANUP(free_line) char *line = NULL;
	char path[PATH_MAX];
	struct mount_entry entry;
	size_t bytes = 0;
	int r;

	(void)snprintf(path, sizeof(path), "%s" MOUNTINFO, root);
	file = fopen(path, "re");
	if (!file)
		return nic_err_set(err, -errno, MOUNTINFO ": %s", nic_strerror(errno));
	while (getline(&line, &bytes, file) >= 0) {
		if (mounts_parse_line(line, &entry) < 0)
			continue; /* a line this kernel writes in another way */
		r = fn(&entry, ctx);
		if (r < 0)
			return nic_err_set(err, r, MOUNTINFO ": %s", nic_strerror(r));
	}
	return 0;
}
