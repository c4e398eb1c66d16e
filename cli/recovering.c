/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings changes that were broken off to an end, and tells about it. */
#include "recovering.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deadline.h"
#include "fields.h"
#include "journal.h"
#include "json.h"
#include "live.h"
#include "lock.h"
#include "message.h"
#include "progress.h"
#include "resume.h"
#include "textfile.h"

#define HOOK_TIMEOUT_MS 60000

struct recovered {
	const char *id, *driver, *decision, *reason, *outcome, *message;
	struct strv differences, warnings;
};

struct recover_document {
	uint32_t schema;
	bool dry_run;
	struct {
		struct recovered *items;
		size_t n;
	} transactions;
	uint32_t exit_code;
};

static const struct jfield recovered_fields[] = {
	FIELD(recovered, id, J_STRING),	       FIELD(recovered, driver, J_STRING),
	FIELD(recovered, decision, J_STRING),  FIELD(recovered, reason, J_STRING),
	FIELD(recovered, outcome, J_STRING),   FIELD(recovered, message, J_STRING),
	FIELD(recovered, differences, J_STRV), FIELD(recovered, warnings, J_STRV),
};
static const struct jtype recovered_type = JTYPE(struct recovered, recovered_fields);

static const struct jfield document_fields[] = {
	FIELD_AS("nicctl_recover", recover_document, schema, J_U32),
	FIELD(recover_document, dry_run, J_BOOL),
	FIELD_OF(recover_document, transactions, J_LIST, recovered_type),
	FIELD(recover_document, exit_code, J_U32),
};
static const struct jtype document_type = JTYPE(struct recover_document, document_fields);

struct recovering {
	struct arena *arena; /* borrowed */
	const struct sys_ops *ops;
	const struct transaction *kept; /* see resume_run() */
	struct recover_document document;
	bool is_json, is_silent;
	bool is_stuck; /* one of them is */
};

static void copy_list(struct arena *arena, const struct strv *from, struct strv *to)
{
	for (size_t i = 0; i < from->n; i++)
		(void)strv_push(arena, to, from->items[i]);
}

/* What of the ports' network state could not be brought back. */
static void copy_network(struct arena *arena, const struct netrestore_result *network,
			 struct strv *to)
{
	for (size_t i = 0; i < network->differences.n; i++) {
		const struct netrestore_item *item = &network->differences.items[i];

		(void)strv_push(arena, to, item->problem ? item->problem : item->text);
	}
}

static void tell_lists(const struct text *text, const struct recovered *row)
{
	for (size_t i = 0; i < row->warnings.n; i++)
		text_put(text, TEXT_ALERT, "  warn    ", "%s", row->warnings.items[i]);
	for (size_t i = 0; i < row->differences.n; i++)
		text_put(text, TEXT_ALERT, "  DIFFERS ", "%s", row->differences.items[i]);
}

static void tell(const struct recovering *recovering, const struct recovered *row,
		 enum recovery_kind kind, enum outcome outcome)
{
	struct text text = text_on(stdout);

	if (recovering->is_silent)
		return;
	tell_lists(&text, row);
	if (kind == RECOVERY_PERSON)
		text_put(&text, TEXT_BAD, "NOT DECIDED: ",
			 "%s. Look at the machine; when it is as it should be, remove "
			 "the folder '%s/transactions/%s'",
			 row->reason, NICCTL_STATE_DIR, row->id);
	else if (kind == RECOVERY_REBOOTED)
		text_put(&text, TEXT_GOOD, "closed: ", "%s; it is not tried again",
			 row->reason);
	else if (outcome == OUTCOME_NOT_STARTED)
		text_put(&text, TEXT_GOOD, "closed: ", "nothing was changed");
	else if (outcome == OUTCOME_ROLLED_BACK)
		text_put(&text, TEXT_GOOD,
			 "rolled back: ", "the machine is as it was before");
	else if (outcome == OUTCOME_ROLLBACK_INCOMPLETE)
		text_put(&text, TEXT_BAD, "ROLLBACK INCOMPLETE: ",
			 "the machine is NOT as it was before: %s", row->message);
	else if (outcome == OUTCOME_NETWORK_DIFFERS)
		text_put(&text, TEXT_ALERT,
			 "done, but the network differs: ", "the change is in force");
	else
		text_put(&text, TEXT_GOOD, "done: ", "the change is in force");
}

static void note_exit_code(struct recover_document *document, enum outcome outcome)
{
	enum exit_code code =
		outcome == OUTCOME_ROLLBACK_INCOMPLETE ? EXIT_CODE_ROLLBACK_INCOMPLETE
		: outcome == OUTCOME_HOOK_FAILED       ? EXIT_CODE_HOOK_FAILED
		: outcome == OUTCOME_NETWORK_DIFFERS   ? EXIT_CODE_NETWORK_DIFFERS
						       : EXIT_CODE_DONE;

	if (document->exit_code != EXIT_CODE_ROLLBACK_INCOMPLETE &&
	    code != EXIT_CODE_DONE)
		document->exit_code = (uint32_t)code;
}

static int carry_out(struct recovering *recovering, const struct journal_entry *entry,
		     const struct recovery *recovery, struct recovered *row)
{
	NIC_CLEANUP(transaction_result_freep) struct transaction_result *result = NULL;
	struct arena *arena = recovering->arena;
	struct progress progress = {.text = text_on(stdout),
				    .plan = entry->plan,
				    .arena = arena,
				    .is_silent = recovering->is_silent};
	int timeout_ms = entry->plan && entry->before
				 ? deadline_verify_ms(entry->before, entry->plan, 0)
				 : 0; /* then there is nothing to be verified */
	struct transaction_options options = {.state_dir = NICCTL_STATE_DIR,
					      .hooks_dir = NICCTL_HOOKS_DIR,
					      .verify_timeout_ms = timeout_ms,
					      .restore_timeout_ms = timeout_ms,
					      .hook_timeout_ms = HOOK_TIMEOUT_MS,
					      .progress = progress_show,
					      .ctx = &progress};

	result = resume_run(recovering->ops, entry, recovery, recovering->kept, &options);
	if (!result)
		return -1;
	row->outcome = outcome_name((int)result->outcome);
	row->message = arena_strdup(arena, result->message);
	copy_list(arena, &result->differences, &row->differences);
	copy_network(arena, &result->network, &row->differences);
	copy_list(arena, &result->warnings, &row->warnings);
	note_exit_code(&recovering->document, result->outcome);
	tell(recovering, row, recovery->kind, result->outcome);
	return 0;
}

static void tell_begin(const struct recovering *recovering, const struct recovered *row)
{
	struct text text = text_on(stdout);

	if (!recovering->is_silent)
		text_put(&text, TEXT_BOLD, "", "transaction %s (%s): %s", row->id,
			 row->driver ? row->driver : "unreadable", row->reason);
	(void)fflush(stdout); /* checked when the program ends */
}

/* Is the kernel still inside the step that it did not come back from? Asked of
 * /proc/modules, because everything about the network may wait for the same lock. */
static const char *still_stuck(const struct journal_entry *entry, struct arena *arena)
{
	char *text = NULL, *rest = NULL;
	const char *module = NULL;
	struct nic_err ignored;
	size_t bytes;

	if (!journal_find(&entry->log, JOURNAL_STUCK) ||
	    textfile_read("/proc/modules", (size_t)1 << 20, &text, &bytes, &ignored) < 0)
		return NULL;
	for (char *line = strtok_r(text, "\n", &rest); line && !module;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (strstr(line, " Unloading ") || strstr(line, " Loading "))
			module = arena_strndup(arena, line, strcspn(line, " "));
	}
	free(text);
	return module ? arena_printf(arena,
				     "the kernel is still loading or removing '%s'; if "
				     "that does not end, only a reboot helps",
				     module)
		      : NULL;
}

static int recover_stuck(struct recovering *recovering, const struct journal_entry *entry,
			 const char *reason)
{
	struct recovered *row =
		ARENA_PUSH(recovering->arena, &recovering->document.transactions);
	struct text text = text_on(stdout);

	if (!row)
		return -1;
	row->id = arena_strdup(recovering->arena, entry->id);
	row->decision = recover_kind_name(RECOVERY_PERSON);
	row->reason = reason;
	recovering->is_stuck = true;
	note_exit_code(&recovering->document, OUTCOME_ROLLBACK_INCOMPLETE);
	if (!recovering->is_silent)
		text_put(&text, TEXT_BAD, "STUCK: ", "transaction %s: %s", row->id,
			 reason);
	return 0;
}

/* One transaction that is not finished. */
static int recover_entry(struct recovering *recovering, const struct journal_entry *entry)
{
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	struct facts_query query = {.everything = true, .live_only = true};
	struct arena *arena = recovering->arena;
	const struct sys_ops *ops = recovering->ops;
	struct recovery recovery;
	struct recovered *row;
	struct nic_err err = {0};
	const char *stuck = still_stuck(entry, arena);

	if (stuck)
		return recover_stuck(recovering, entry, stuck);
	if (ops->collect(ops->ctx, &query, &now, &err) < 0) {
		message_nic_err(&err);
		return -1;
	}
	row = ARENA_PUSH(arena, &recovering->document.transactions);
	if (!row || recover_decide(entry, now, arena, &recovery) < 0)
		return -1;
	row->id = arena_strdup(arena, entry->id);
	row->driver = arena_strdup(arena, entry->request ? entry->request->driver : NULL);
	row->decision = recover_kind_name((int)recovery.kind);
	row->reason = arena_strdup(arena, recovery.reason);
	tell_begin(recovering, row);
	if (recovering->document.dry_run)
		return 0;
	return carry_out(recovering, entry, &recovery, row);
}

static int recover_id(struct recovering *recovering, const char *id)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct nic_err err = {0};

	if (journal_load(NICCTL_STATE_DIR, id, true, &entry, &err) < 0) {
		message_nic_err(&err);
		return -1;
	}
	if (!entry->log_problem && journal_status(&entry->log) == JOURNAL_FINISHED)
		return 0;
	return recover_entry(recovering, entry);
}

/* The newest first: what was done last is undone first. */
static int recover_all(struct recovering *recovering)
{
	struct strv ids = {0};
	struct nic_err err = {0};
	int r = journal_list(NICCTL_STATE_DIR, recovering->arena, &ids, &err);

	if (r < 0)
		message_nic_err(&err);
	for (size_t i = ids.n; i > 0 && r == 0; i--) {
		if (!journal_is_finished(NICCTL_STATE_DIR, ids.items[i - 1]))
			r = recover_id(recovering, ids.items[i - 1]);
	}
	return r;
}

static enum exit_code finish(struct recovering *recovering)
{
	struct recover_document *document = &recovering->document;
	struct text text = text_on(stdout);

	if (recovering->is_json && json_print(&document_type, document) < 0)
		return EXIT_CODE_FAILED;
	if (!recovering->is_silent && !document->transactions.n)
		text_line(&text, "nothing to recover");
	return (enum exit_code)document->exit_code;
}

/* Whatever became of who kept others from loading modules: they may again. But not where
 * the kernel is still inside a step, where they would hang. */
static void allow_loading(const struct recovering *recovering)
{
	struct nic_err err = {0};

	if (!recovering->document.dry_run && !recovering->is_stuck &&
	    recovering->ops->allow_loading(recovering->ops->ctx, &err) < 0)
		message_nic_err(&err);
}

static enum exit_code run(struct recovering *recovering)
{
	struct sys_ops ops = {0};
	enum exit_code code = EXIT_CODE_FAILED;
	struct nic_err err = {0};

	if (live_open(&ops, &err) < 0) {
		message_nic_err(&err);
		return code;
	}
	recovering->ops = &ops;
	if (recover_all(recovering) == 0)
		code = finish(recovering);
	allow_loading(recovering);
	live_close(&ops);
	return code;
}

enum exit_code recovering_all(struct arena *arena, bool is_dry_run, bool is_json)
{
	struct recovering recovering = {.arena = arena,
					.document = {.schema = 1, .dry_run = is_dry_run},
					.is_json = is_json,
					.is_silent = is_json};

	return run(&recovering);
}

enum exit_code recovering_kept(const struct journal_entry *entry,
			       const struct transaction *kept)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct recovering recovering = {.arena = arena,
					.ops = kept->apply.ops,
					.kept = kept,
					.document = {.schema = 1},
					.is_silent = true};

	if (!arena || recover_entry(&recovering, entry) < 0)
		return EXIT_CODE_FAILED;
	allow_loading(&recovering);
	return (enum exit_code)recovering.document.exit_code;
}
