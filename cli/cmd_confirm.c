/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl confirm: keeps a change that would else be taken back. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "guardian.h"
#include "journal.h"
#include "journal_read.h"
#include "lock.h"
#include "message.h"
#include "statedir.h"
#include "text.h"

static enum exit_code nothing(void)
{
	message_error("there is nothing to confirm");
	return EXIT_CODE_FAILED;
}

static enum exit_code confirmed(const char *id)
{
	struct text text = text_on(stdout);

	text_put(&text, TEXT_GOOD, "confirmed: ", "the transaction %s stays in force",
		 id);
	return EXIT_CODE_DONE;
}

/* The guardian was killed; what it would have recorded is recorded here. */
static enum exit_code confirm_without_guardian(struct args *args)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	NIC_CLEANUP(journal_closep) struct journal *journal = NULL;
	enum journal_status status;
	struct nic_err err = {0};
	const char *id;
	int r;

	r = journal_pending(NICCTL_STATE_DIR, args->arena, &id, &status, &err);
	if (r == 0 && (!id || status != JOURNAL_UNCONFIRMED))
		return nothing();
	if (r == 0)
		r = journal_load(NICCTL_STATE_DIR, id, false, &entry, &err);
	if (r == 0)
		r = journal_reopen(NICCTL_STATE_DIR, id, entry->log.whole_bytes, &journal,
				   &err);
	if (r == 0)
		r = journal_write(journal, JOURNAL_CONFIRMED, JOURNAL_NO_STEP, NULL,
				  &err);
	if (r < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	return confirmed(id);
}

static enum exit_code run(struct args *args)
{
	char answer[NIC_ERR_TEXT_BYTES + 32];
	struct nic_err err = {0};
	enum exit_code code;
	int lock, r;

	if (geteuid() != 0) {
		message_error("confirming a change needs root");
		return EXIT_CODE_FAILED;
	}
	r = guardian_ask(GUARDIAN_CONFIRM, answer, sizeof(answer), &err);
	if (r == 0 && strncmp(answer, "ok ", 3) == 0)
		return confirmed(answer + 3);
	if (r == 0)
		message_error("%s", answer);
	else if (r != -ENOENT)
		message_nic_err(&err);
	if (r != -ENOENT)
		return EXIT_CODE_FAILED;
	if (statedir_believe(NICCTL_STATE_DIR, &err) < 0 ||
	    lock_take(NICCTL_LOCK, &lock, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	code = confirm_without_guardian(args);
	(void)close(lock); /* nothing was written */
	return code;
}

const struct cmd cmd_confirm = {
	.name = "confirm",
	.operands = "",
	.summary = "Keeps the last change, which else is taken back",
	.details =
		"A change made with --confirm-within, or in a remote session, is taken "
		"back by itself unless it is confirmed in time.",
	.run = run,
};
