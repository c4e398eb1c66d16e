/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a command's facts come from: the running machine or a snapshot file. */
#ifndef NICCTL_FACTS_H
#define NICCTL_FACTS_H

#include "host.h"
#include "sys_ops.h"

/* Facts of the snapshot @from, or of the running machine when @from is NULL. Reports a
 * failure on standard error. The caller frees *@ret_host. Returns 0 or a negative errno.
 */
int facts_read(const char *from, const struct facts_query *query, struct host **ret_host);

/* Notes on standard error what could not be read for lack of privilege. */
void facts_note_unread(const struct host *host);

#endif
