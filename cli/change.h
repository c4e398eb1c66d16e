/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a request to its end: the steps that every command which changes something shares.
 */
#ifndef NICCTL_CHANGE_H
#define NICCTL_CHANGE_H

#include "args.h"
#include "conf.h"
#include "journal_read.h"
#include "plan.h"

struct conf_overrides; /* conf_override.h */
struct settings;       /* settings.h */

struct change {
	struct args *args; /* borrowed */
	struct request request;
	struct conf conf;      /* what the request borrows from */
	const char *from;      /* snapshot file; NULL: the running machine */
	const char *hooks_dir; /* NULL: hooks are not looked at */
	bool is_dry_run, asks, is_verbose, is_json;
	bool is_stream; /* with is_json: events while it runs, the report last */
	bool is_quiet;	/* only how it ended */
	bool is_silent; /* nothing on standard output: the caller tells */
	/* The settings of its ports that follow the driver: what a profile says, or what
	 * was before a change of the past. Both NULL: none. */
	const struct conf_driver *profile;
	const struct journal_entry *back;
	/* Where something is wanted (a file, parameters, settings), do nothing for what
	 * is so already. */
	bool is_idempotent;
	/* With these settings of the command line, which --save keeps: a dry run tells
	 * what the next boot makes of all. NULL: it does not. */
	const struct conf_overrides *overrides;
	bool saves;
	/* Filled in by both functions, for a caller who tells of settings; may be NULL.
	 */
	struct settings *settings;
	bool was_unchanged;	   /* set by both functions: there was nothing to do */
	bool was_driver_unchanged; /* the same, of the driver itself */
	int verify_timeout_ms;	   /* 0: as long as the plan asks for */
	int hook_timeout_ms;
	enum restore_mode restore;
	int step_timeout_ms; /* 0: as long as the plan asks for */
	bool never_confirm;  /* keep the change without a confirmation */
	int confirm_s; /* set by change_carry_out(): the seconds that are left to confirm
			  it */
	int confirm_within_ms; /* 0: in a remote session as long as the plan asks for */
};

/* Shows what would be done. Completes the request, as the next one does. Returns the exit
 * code the real run would be refused with, or EXIT_CODE_DONE. */
enum exit_code change_show(struct change *change);

/* Does it. */
enum exit_code change_carry_out(struct change *change);

/* What must be so before the machine is even looked at: root, and somebody to ask.
 * Returns false after a message. */
bool change_may_start(bool is_dry_run, bool is_json, bool asks);

/* Asks on the terminal. */
bool change_is_confirmed(void);

/* Nothing new is begun on top of what was not brought to an end. Returns false with the
 * reason in @err. */
bool change_is_free(struct arena *arena, struct nic_err *err);

#endif
