/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl rollback: takes a change of the past back, by a new one. */
#include <string.h>

#include "args.h"
#include "change.h"
#include "compat.h"
#include "config.h"
#include "guardian.h"
#include "history.h"
#include "journal_read.h"
#include "message.h"
#include "settings_back.h"
#include "statedir.h"
#include "takeback.h"
#include "text.h"

#define HOOK_TIMEOUT_MS 60000

/* The last one that is in force. */
static const char *last_done(struct arena *arena)
{
	struct strv ids = {0};
	struct nic_err err = {0};

	if (journal_list(NICCTL_STATE_DIR, arena, &ids, &err) < 0) {
		message_nic_err(&err);
		return NULL;
	}
	for (size_t i = ids.n; i > 0; i--) {
		NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
		const char *end;

		if (journal_load(NICCTL_STATE_DIR, ids.items[i - 1], false, &entry,
				 &err) < 0)
			continue;
		end = journal_end(&entry->log);
		if (end && (strcmp(end, "done") == 0 || strcmp(end, "hook-failed") == 0))
			return ids.items[i - 1];
	}
	message_error("there is no change that could be taken back");
	return NULL;
}

/* What the machine's configuration protects holds for the way back, too. */
static int configure(struct args *args, struct change *change)
{
	struct request *request = &change->request;
	struct conf_place place = {.dir = NICCTL_CONFIG_DIR};
	struct compat_folders folders = {NICCTL_COMPAT_DIR, NICCTL_COMPAT_OWN_DIR};
	int r = config_read_at(&place, request_asked(request), args->arena,
			       &change->conf);

	if (r < 0)
		return r;
	request->protect = change->conf.protect_ports.items;
	request->protect_origins = change->conf.protect_ports.origins;
	request->admin_tcp_ports = change->conf.admin_tcp_ports.items;
	return compat_read_table(&folders, request_asked(request), args->arena,
				 &request->compat);
}

/* A change that waits for its confirmation is taken back by its guardian. Returns true
 * when there was one. */
static bool ask_guardian(enum exit_code *ret_code)
{
	char answer[NIC_ERR_TEXT_BYTES];
	struct text text = text_on(stdout);
	struct nic_err err = {0};

	if (guardian_ask(GUARDIAN_ROLLBACK, answer, sizeof(answer), &err) < 0)
		return false;
	text_line(&text, "%s", answer);
	*ret_code = strcmp(answer, "rolled back") == 0 ? EXIT_CODE_DONE
						       : EXIT_CODE_ROLLBACK_INCOMPLETE;
	return true;
}

static bool is_settings(const struct journal_entry *entry)
{
	return entry->plan && entry->plan->strategy == STRATEGY_SETTINGS;
}

/* Settings go back by a change of settings. */
static enum exit_code roll_settings_back(const struct change *change,
					 const struct journal_entry *entry)
{
	struct settings_back back = {.args = change->args,
				     .entry = entry,
				     .is_dry_run = change->is_dry_run,
				     .is_json = change->is_json,
				     .asks = change->asks,
				     .timeout_ms = change->verify_timeout_ms};

	return settings_back_run(&back);
}

static enum exit_code run(struct args *args)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct change change = {.args = args,
				.is_dry_run = args_has(args, "dry-run"),
				.asks = !args_has(args, "yes"),
				.is_json = args_has(args, "json"),
				.hooks_dir = NICCTL_HOOKS_DIR,
				.hook_timeout_ms = HOOK_TIMEOUT_MS};
	enum exit_code code;
	struct nic_err err = {0};
	const char *id;

	if (!change.is_dry_run && !args->operands.n && ask_guardian(&code))
		return code;
	if (statedir_believe(NICCTL_STATE_DIR, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	id = args->operands.n ? args->operands.items[0] : last_done(args->arena);
	if (!id)
		return EXIT_CODE_FAILED;
	if (journal_load(NICCTL_STATE_DIR, id, false, &entry, &err) == 0 &&
	    is_settings(entry))
		return roll_settings_back(&change, entry);
	if (!entry || takeback_request(entry, args->arena, &change.request, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	change.back = entry; /* its settings, too */
	/* What was taken back already is, by whatever; the last change is meant as such.
	 */
	change.request.if_other = args->operands.n > 0;
	if (configure(args, &change) < 0)
		return EXIT_CODE_FAILED;
	return change.is_dry_run ? change_show(&change) : change_carry_out(&change);
}

static const struct cmd_option options[] = {
	{"dry-run", NULL, false, "show what would be done and why, change nothing"},
	{"yes", NULL, false, "do not ask"},
	{"json", NULL, false, "write the report as JSON"},
};

const struct cmd cmd_rollback = {
	.name = "rollback",
	.operands = "[ID]",
	.max_operands = 1,
	.summary = "Takes a change back: driver, parameters and ports, or settings",
	.details = "Without an ID, the change that waits for its confirmation, else the "
		   "last one. It is a change like any other: it is checked, and undone "
		   "when it fails.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
