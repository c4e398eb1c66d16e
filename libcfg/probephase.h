/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: do the protected paths work, before, in between and afterwards?
 */
#ifndef NICCTL_PROBEPHASE_H
#define NICCTL_PROBEPHASE_H

#include "apply.h"
#include "journal_read.h"

/* The record of one probe that passed before the change; its text is probe_text(). */
#define PROBEPHASE_RECORD "probe-passed"

/* Finds the probes for @host and looks at each: result->probes. What does not pass now is
 * not looked at any more; those that do are recorded in the journal. Returns 0, -ENOMEM
 * or the errno of the journal. */
int probephase_begin(struct apply *apply, const struct host *host,
		     const struct request *request, struct nic_err *err);

/* The same probes, for who ends a transaction that another process has begun: those that
 * its journal's @log has as passed. */
int probephase_resume(struct apply *apply, const struct journal_log *log,
		      const struct host *host, const struct request *request,
		      struct nic_err *err);

/* After step @i: those that the plan leaves alone must pass. One that does not is looked
 * at again and again for some seconds. Returns 0, or -EHOSTUNREACH with a sentence that
 * names probe, step and path. */
int probephase_step(struct apply *apply, size_t i, struct nic_err *err);

/* In the end: all that passed before must pass; those that the plan touches may take
 * options->verify_timeout_ms. @host: the facts from before. As probephase_step(). */
int probephase_end(struct apply *apply, const struct host *host, struct nic_err *err);

/* The same after a rollback: what does not pass is among result->differences. */
void probephase_undone(struct apply *apply, const struct host *host);

#endif
