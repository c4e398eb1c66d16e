/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl recover: brings changes that were broken off to an end. */
#include <unistd.h>

#include "args.h"
#include "lock.h"
#include "message.h"
#include "recovering.h"
#include "signals.h"
#include "statedir.h"

static enum exit_code run(struct args *args)
{
	bool is_dry_run = args_has(args, "dry-run");
	struct nic_err err = {0};
	enum exit_code code;
	int lock;

	if (geteuid() != 0) {
		message_error("recover needs root, with --dry-run as well: only root may "
			      "read what was broken off");
		return EXIT_CODE_FAILED;
	}
	if (statedir_believe(NICCTL_STATE_DIR, &err) < 0 ||
	    lock_take(NICCTL_LOCK, &lock, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	signals_hold();
	args->has_changed_machine = !is_dry_run;
	code = recovering_all(args->arena, is_dry_run, args_has(args, "json"));
	(void)close(lock); /* nothing was written */
	return code;
}

static const struct cmd_option options[] = {
	{"dry-run", NULL, false, "say what would be done, change nothing"},
	{"json", NULL, false, "write JSON"},
};

const struct cmd cmd_recover = {
	.name = "recover",
	.operands = "",
	.summary = "Brings a change that was broken off to an end",
	.details =
		"A change that was killed half-way is taken back, or kept when all of "
		"its steps are done; one that a reboot has ended is closed. Does nothing "
		"when there is none.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
