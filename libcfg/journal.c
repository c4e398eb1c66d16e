/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the journal, by a process of its own; every write is followed by a sync. */
#include "journal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host_json.h"
#include "journal_record.h"
#include "journal_writer.h"
#include "plan_json.h"
#include "seal.h"

struct journal {
	struct journal_writer *writer;
	int mirror_fd; /* borrowed; -1: nobody else is told */
};

#define MIRROR_TIMEOUT_MS 1000

#define NUMBER(n) #n
#define WORD(n) NUMBER(n)

static const char *why(int r)
{
	if (r == -ETIMEDOUT)
		return "the disk has not answered within " WORD(
			JOURNAL_WRITER_TIMEOUT_S) " s";
	return nic_strerror(r);
}

/* @json: taken over; NULL gives -ENOMEM. */
static int write_document(const struct journal *journal, const char *name, char *json)
{
	char *text = seal_add(json);
	int r = text ? journal_writer_document(journal->writer, name, text) : -ENOMEM;

	free(text);
	return r;
}

static int fill_folder(struct journal *journal, const struct host *host,
		       const struct request *request, const struct plan *plan)
{
	int r = write_document(journal, "snapshot.json", host_to_json(host));

	if (r == 0)
		r = write_document(journal, "plan.json", plan_to_json(request, plan));
	if (r == 0)
		r = journal_writer_open_log(journal->writer);
	if (r == 0)
		r = journal_write(journal, JOURNAL_OPENED, JOURNAL_NO_STEP,
				  host->kernel.boot_id, NULL);
	return r;
}

static struct journal *journal_new(void)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (journal)
		journal->mirror_fd = -1;
	return journal;
}

int journal_open(const char *state_dir, const char *id, const struct host *host,
		 const struct request *request, const struct plan *plan,
		 struct journal **ret_journal, struct nic_err *err)
{
	NIC_CLEANUP(journal_closep) struct journal *journal = journal_new();
	int r;

	if (!journal)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = journal_writer_start(state_dir, id, &journal->writer);
	if (r == 0)
		r = fill_folder(journal, host, request, plan);
	if (r < 0) {
		nic_err_set(err, r, "cannot write the journal '%s/transactions/%s': %s",
			    state_dir, id, why(r));
		nic_err_hint(err,
			     "nothing is changed without a journal: make '%s' writable "
			     "and leave some room there",
			     state_dir);
		return r;
	}
	*ret_journal = NIC_TAKE(journal);
	return 0;
}

int journal_reopen(const char *state_dir, const char *id, uint64_t whole_bytes,
		   struct journal **ret_journal, struct nic_err *err)
{
	NIC_CLEANUP(journal_closep) struct journal *journal = journal_new();
	char path[PATH_MAX];
	int r;

	if (!journal)
		return nic_err_set(err, -ENOMEM, "out of memory");
	(void)snprintf(path, sizeof(path), "%s/transactions/%s", state_dir, id);
	r = journal_writer_restart(path, whole_bytes, &journal->writer);
	if (r < 0)
		return nic_err_set(err, r, "cannot write the journal '%s': %s", path,
				   why(r));
	*ret_journal = NIC_TAKE(journal);
	return 0;
}

int journal_document(struct journal *journal, const char *name, char *json,
		     struct nic_err *err)
{
	int r = write_document(journal, name, json);

	if (r < 0)
		return nic_err_set(err, r, "cannot write '%s' to the journal: %s", name,
				   why(r));
	return 0;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	journal_writer_end(journal->writer);
	free(journal);
}

void journal_closep(struct journal **journal)
{
	journal_close(*journal);
	*journal = NULL;
}

static void timestamp(char *text, size_t bytes)
{
	struct timespec now;
	struct tm utc;
	size_t used;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
	(void)gmtime_r(&now.tv_sec, &utc);
	used = strftime(text, bytes, "%Y-%m-%dT%H:%M:%S", &utc);
	(void)snprintf(text + used, bytes - used, ".%03ldZ", now.tv_nsec / 1000000);
}

void journal_mirror(struct journal *journal, int fd)
{
	journal->mirror_fd = fd;
}

/* Who reads it finds out about a part of a line by its checksum. */
static void tell_mirror(const struct journal *journal, const char *line)
{
	struct pollfd wait = {journal->mirror_fd, POLLOUT, 0};
	size_t bytes = strlen(line);

	if (journal->mirror_fd < 0 || poll(&wait, 1, MIRROR_TIMEOUT_MS) <= 0)
		return;
	(void)!write(journal->mirror_fd, line, bytes); /* nobody is there any more */
}

int journal_write(struct journal *journal, const char *event, int step, const char *text,
		  struct nic_err *err)
{
	char when[40];
	struct journal_record record = {when, event, step != JOURNAL_NO_STEP, step, text};
	char *line;
	int r;

	if (!journal)
		return nic_err_set(err, -EBADF, "there is no journal to write to");
	timestamp(when, sizeof(when));
	line = seal_add(jtable_encode(&journal_record_type, &record, JSTYLE_LINE));
	r = line ? journal_writer_append(journal->writer, line) : -ENOMEM;
	if (line)
		tell_mirror(journal, line);
	free(line);
	if (r < 0)
		return nic_err_set(err, r, "cannot write to the journal: %s", why(r));
	return 0;
}
