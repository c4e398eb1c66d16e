/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounts of huge pages as files. */
#ifndef NICCTL_NIC_HUGETLBFS_H
#define NICCTL_NIC_HUGETLBFS_H

#include "pagebook.h"

/* Why nothing may be mounted at @path, half a sentence from @arena; NULL: it may. The
 * folder that @path is in must be root's alone up to '/'; @path itself may be missing, or
 * be an empty folder of root's. */
const char *hugetlbfs_problem(const char *path, struct arena *arena);

/* Mounts pages of @size ("2M") at @path, or with PAGES_NO_MOUNT takes away what nicctl
 * has mounted there; what is so already is left. A folder that is missing is made, and
 * goes again with the mount. The book is @book, in @state_dir. Returns 0, -EPERM (the
 * mount is not nicctl's; or what is at @path is not to be used), -EBUSY (it is in use),
 * or another negative errno. */
int hugetlbfs_set(const char *root, const char *state_dir, struct arena *arena,
		  struct pagebook *book, const char *path, const char *size,
		  struct nic_err *err);

#endif
