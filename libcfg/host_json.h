/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots: the host model as one JSON document. */
#ifndef NICCTL_HOST_JSON_H
#define NICCTL_HOST_JSON_H

#include "host.h"

/* The snapshot of @host; NULL when memory is out. The caller frees the text. */
char *host_to_json(const struct host *host);

/* Reads a snapshot. Returns 0, -ENOMEM, or -EINVAL with a sentence: not JSON, not a
 * snapshot, made by another schema, a field of the wrong type. The caller frees
 * *@ret_host. */
int host_from_json(const char *text, size_t bytes, struct host **ret_host,
		   struct nic_err *err);

/* The same from the file at @path ("-": standard input). */
int host_from_file(const char *path, struct host **ret_host, struct nic_err *err);

#endif
