/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the journal; every write is followed by a sync. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host_json.h"
#include "journal_record.h"
#include "plan_json.h"
#include "seal.h"

struct journal {
	int log_fd, dir_fd;
	int mirror_fd; /* borrowed; -1: nobody else is told */
};

#define MIRROR_TIMEOUT_MS 1000

static int write_all(int fd, const char *text, size_t bytes)
{
	while (bytes) {
		ssize_t done = write(fd, text, bytes);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		bytes -= (size_t)done;
	}
	return 0;
}

/* Opens the folder @name in @dir_fd, made if need be, and puts its entry on stable
 * storage. */
static int open_folder(int dir_fd, const char *name, int *ret_fd)
{
	int fd;

	if (mkdirat(dir_fd, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (dir_fd != AT_FDCWD && fsync(dir_fd) < 0) {
		int r = -errno;

		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

static int make_parents(const char *path)
{
	char *copy = strdup(path), *slash;
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (slash = strchr(copy + 1, '/'); slash && r == 0;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			r = -errno;
		*slash = '/';
	}
	free(copy);
	return r;
}

/* The folder of this transaction: STATE_DIR/transactions/ID. It must be a new one. */
static int open_transaction_folder(const char *state_dir, const char *id, int *ret_fd)
{
	int state_fd = -1, all_fd = -1;
	int r;

	r = make_parents(state_dir);
	if (r == 0)
		r = open_folder(AT_FDCWD, state_dir, &state_fd);
	if (r == 0)
		r = open_folder(state_fd, "transactions", &all_fd);
	if (r == 0 && mkdirat(all_fd, id, 0700) < 0)
		r = -errno;
	if (r == 0)
		r = open_folder(all_fd, id, ret_fd);
	if (all_fd >= 0)
		close(all_fd);
	if (state_fd >= 0)
		close(state_fd);
	return r;
}

static int write_document(int dir_fd, const char *name, char *json)
{
	char *text = seal_add(json);
	int fd, r;

	if (!text)
		return -ENOMEM;
	fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		    0600);
	if (fd < 0) {
		r = -errno;
	} else {
		r = write_all(fd, text, strlen(text));
		if (r == 0 && fsync(fd) < 0)
			r = -errno;
		close(fd);
	}
	free(text);
	return r;
}

static int open_log(int dir_fd, int *ret_fd)
{
	int fd = openat(dir_fd, "log",
			O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
			0600);

	if (fd < 0)
		return -errno;
	if (fsync(dir_fd) < 0) {
		int r = -errno;

		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

static int fill_folder(struct journal *journal, const struct host *host,
		       const struct request *request, const struct plan *plan)
{
	int r = write_document(journal->dir_fd, "snapshot.json", host_to_json(host));

	if (r == 0)
		r = write_document(journal->dir_fd, "plan.json",
				   plan_to_json(request, plan));
	if (r == 0)
		r = open_log(journal->dir_fd, &journal->log_fd);
	if (r == 0)
		r = journal_write(journal, JOURNAL_OPENED, JOURNAL_NO_STEP,
				  host->kernel.boot_id, NULL);
	return r;
}

static struct journal *journal_new(void)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (journal)
		journal->log_fd = journal->dir_fd = journal->mirror_fd = -1;
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
	r = open_transaction_folder(state_dir, id, &journal->dir_fd);
	if (r == 0)
		r = fill_folder(journal, host, request, plan);
	if (r < 0) {
		nic_err_set(err, r, "cannot write the journal '%s/transactions/%s': %s",
			    state_dir, id, nic_strerror(r));
		nic_err_hint(err,
			     "nothing is changed without a journal: make '%s' writable "
			     "and leave some room there",
			     state_dir);
		return r;
	}
	*ret_journal = NIC_TAKE(journal);
	return 0;
}

static int reopen(struct journal *journal, const char *path, uint64_t whole_bytes)
{
	struct stat st;

	journal->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (journal->dir_fd < 0)
		return -errno;
	journal->log_fd = openat(journal->dir_fd, "log",
				 O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW |
					 O_NONBLOCK,
				 0600);
	if (journal->log_fd < 0 || fstat(journal->log_fd, &st) < 0)
		return -errno;
	if ((uint64_t)st.st_size > whole_bytes &&
	    ftruncate(journal->log_fd, (off_t)whole_bytes) < 0)
		return -errno;
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
	r = reopen(journal, path, whole_bytes);
	if (r < 0)
		return nic_err_set(err, r, "cannot write the journal '%s': %s", path,
				   nic_strerror(r));
	*ret_journal = NIC_TAKE(journal);
	return 0;
}

int journal_document(struct journal *journal, const char *name, char *json,
		     struct nic_err *err)
{
	int r = write_document(journal->dir_fd, name, json);

	if (r == 0 && fsync(journal->dir_fd) < 0)
		r = -errno;
	if (r < 0)
		return nic_err_set(err, r, "cannot write '%s' to the journal: %s", name,
				   nic_strerror(r));
	return 0;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	if (journal->log_fd >= 0)
		(void)close(journal->log_fd); /* each record was synced */
	if (journal->dir_fd >= 0)
		(void)close(journal->dir_fd);
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
	r = line ? write_all(journal->log_fd, line, strlen(line)) : -ENOMEM;
	if (r == 0 && fdatasync(journal->log_fd) < 0)
		r = -errno;
	if (line)
		tell_mirror(journal, line);
	free(line);
	if (r < 0)
		return nic_err_set(err, r, "cannot write to the journal: %s",
				   nic_strerror(r));
	return 0;
}
