/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts built modules where they are used: signed, all of them, each whole. */
#ifndef NICCTL_ZC_ZCINSTALL_H
#define NICCTL_ZC_ZCINSTALL_H

#include "arena.h"
#include "err.h"

struct zckernel;

struct zcinstall {
	const struct zckernel *kernel;
	const char *folder;	/* where to; made when missing */
	const char *key, *cert; /* to sign with; NULL: not */
	const char *log;
	struct arena *arena;
};

/* Copies the files @from to @install->folder under the names @to (same number). When it
 * fails before the last file is written, nothing has changed. */
int zcinstall_files(const struct zcinstall *install, const struct strv *from,
		    const struct strv *to, struct nic_err *err);

/* Runs depmod for the kernel; @root: NULL, or the folder that /lib/modules is in. */
int zcinstall_index(const struct zcinstall *install, const char *root,
		    struct nic_err *err);

#endif
