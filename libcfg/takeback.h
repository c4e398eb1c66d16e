/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change that takes one of the past back. Pure: a journal in, a request out. */
#ifndef NICCTL_TAKEBACK_H
#define NICCTL_TAKEBACK_H

#include "journal_read.h"

/* A reload: the file and the parameters that were before. A handover: its ports go back
 * to the driver they had; the module beside comes again when the handover removed it.
 * Ports that have gone elsewhere since are for the plan and its guard. Strings are taken
 * from @arena, or borrowed from @entry. Returns 0, -EINVAL (its plan cannot be read),
 * -EOPNOTSUPP (it did nothing that could be taken back), or -ENOMEM. */
int takeback_request(const struct journal_entry *entry, struct arena *arena,
		     struct request *ret_request, struct nic_err *err);

#endif
