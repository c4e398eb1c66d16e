/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: the network state of its ports, before and after. */
#ifndef NICCTL_NETPHASE_H
#define NICCTL_NETPHASE_H

#include "apply.h"

/* Captures the state of the plan's ports and puts it into the journal ("netstate.json"),
 * on stable storage. Returns 0 or a negative errno. The caller frees *@ret_state. */
int netphase_capture(struct apply *apply, struct netstate **ret_state,
		     struct nic_err *err);

/* Reads what was captured in transaction @id. Returns 0 (*@ret_state stays as it is when
 * there is no such document: it did not get that far), or a negative errno. The caller
 * frees it. */
int netphase_load(const char *state_dir, const char *id, struct netstate **ret_state,
		  struct nic_err *err);

/* Brings it back as options->restore says, but for the settings that steps of the plan
 * have set; apply->result->network tells what differs. What goes wrong becomes a warning:
 * the change itself is done by then. */
void netphase_restore(struct apply *apply, const struct netstate *before);

/* After netphase_restore(): have the settings of the plan the values that were set?
 * Returns 0, or -EIO with the first that has not and may not be skipped. */
int netphase_check(struct apply *apply, struct nic_err *err);

/* Is the network state known not to be as it was, or not known at all, although it was to
 * be? Not a change of settings (see netphase_check()), nor RESTORE_NEVER. */
bool netphase_differs(const struct apply *apply);

/* After a rollback: what is not as it was before becomes a difference of the result: of
 * the settings that the plan sets, or of all of them when it does nothing else. */
void netphase_tell_differences(struct apply *apply);

#endif
