/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings a transaction whose process has ended to its own end. */
#ifndef NICCTL_RESUME_H
#define NICCTL_RESUME_H

#include "ending.h"
#include "recover.h"

/* Carries @recovery (decided for @entry, which has its facts if steps are to be run) out:
 * forward, back, or only the record that nothing is left to be done. RECOVERY_NOTHING and
 * RECOVERY_PERSON change nothing. The caller holds the machine's lock. The result is
 * complete whatever happens; NULL only when memory was out before anything began. The
 * caller frees it; @entry must outlive it.
 * @kept: what the process has inherited of the transaction, whose files and network state
 * are used instead of those on the disk; NULL: nothing.
 * @options: options->restore counts unless the journalled request says no_restore, which
 * makes it RESTORE_NEVER. */
struct transaction_result *resume_run(const struct sys_ops *ops,
				      const struct journal_entry *entry,
				      const struct recovery *recovery,
				      const struct transaction *kept,
				      const struct transaction_options *options);

#endif
