/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mount table, for two things it tells: file systems that cross the RDMA stack, and
 * network namespaces that are kept by name. */
#ifndef NICCTL_NIC_MOUNTS_H
#define NICCTL_NIC_MOUNTS_H

#include "host.h"

/* One line of /proc/self/mountinfo, unescaped. All strings lie in the line. */
struct mount_entry {
	char *root; /* of the mount in its file system; "net:[4026531840]" for a namespace
		     */
	char *device;  /* of the file system, "8:1"; "0:…" for one without */
	char *where;   /* the mount point */
	char *type;    /* "nfs4" */
	char *source;  /* "192.0.2.9:/export" */
	char *options; /* of the file system, e.g. "rw,vers=4.2,proto=rdma" */
};

/* Takes @line apart in place. Returns 0 or -EINVAL; any content is allowed.
 * Source: kernel Documentation/filesystems/proc.rst, 3.5. */
int mounts_parse_line(char *line, struct mount_entry *ret_entry);

/* Does the data of this mount cross the RDMA stack? */
bool mounts_is_rdma(const struct mount_entry *entry);

/* Called for each mount. Returns 0, or a negative errno to stop. */
typedef int mounts_entry_fn(const struct mount_entry *entry, void *ctx);

/* Hands all mounts of the caller's mount namespace to @fn. @root: "", or a folder that
 * holds a copy of /proc. Returns 0, what @fn returned,
 * or the errno of the read. */
int mounts_each(const char *root, mounts_entry_fn *fn, void *ctx, struct nic_err *err);

#endif
