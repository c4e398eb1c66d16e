/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child reads, and sends a byte for each folder; the parent waits for these. */
#include "statedir.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trust.h"

/* STATE_DIR/transactions/ID/FILE */
#define MAX_LEVEL 3

/* ---- in the child ---- */

static void read_file(const char *path)
{
	char text[128 * 1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	while (fd >= 0 && read(fd, text, sizeof(text)) > 0)
		;
	if (fd >= 0)
		(void)close(fd); /* nothing was written */
}

/* Other folders are not nicctl's. */
static bool is_foreign(const FTSENT *entry)
{
	return entry->fts_level >= MAX_LEVEL ||
	       (entry->fts_level == 1 && strcmp(entry->fts_name, "transactions") != 0);
}

static void child_main(const char *path, int fd)
{
	char copy[PATH_MAX];
	char *const roots[] = {copy, NULL};
	FTSENT *entry;
	FTS *tree;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail for a valid signal */
	(void)snprintf(copy, sizeof(copy), "%s", path);
	tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	while (tree && (entry = fts_read(tree))) {
		if (entry->fts_info == FTS_F)
			read_file(entry->fts_accpath);
		else if (entry->fts_info == FTS_D && is_foreign(entry))
			(void)fts_set(tree, entry, FTS_SKIP); /* a valid option */
		else
			(void)!write(fd, "", 1); /* nobody reads: the caller is gone */
	}
	_exit(0);
}

/* ---- in the parent ---- */

static int wait_byte(int fd)
{
	struct pollfd wait = {fd, POLLIN, 0};
	int ready;

	do /* signals may be held: this is for a debugger that comes and goes */
		ready = poll(&wait, 1, STATEDIR_TIMEOUT_S * 1000);
	while (ready < 0 && errno == EINTR);
	return ready;
}

static int wait_end(const char *path, pid_t pid, int fd, struct nic_err *err)
{
	char bytes[4096];
	int ready;

	do
		ready = wait_byte(fd);
	while (ready > 0 && read(fd, bytes, sizeof(bytes)) > 0);
	if (ready > 0) {
		(void)waitpid(pid, NULL, 0); /* it has nothing left to do */
		return 0;
	}
	(void)kill(pid, SIGKILL); /* as soon as its disk lets it go */
	nic_err_set(err, -ETIMEDOUT,
		    "cannot read '%s': the disk has not answered within %d s", path,
		    STATEDIR_TIMEOUT_S);
	nic_err_hint(err, "nothing was changed; the kernel log tells what is wrong with "
			  "the disk: mend that, then try again");
	return -ETIMEDOUT;
}

int statedir_read(const char *path, struct nic_err *err)
{
	int ends[2], r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return nic_err_set(err, -errno, "cannot make a pipe: %s",
				   nic_strerror(errno));
	(void)fflush(NULL); /* the child must not have it in its buffers */
	pid = fork();
	if (pid == 0)
		child_main(path, ends[1]);
	r = -errno;
	(void)close(ends[1]);
	if (pid < 0)
		nic_err_set(err, r, "cannot start a process: %s", nic_strerror(r));
	else
		r = wait_end(path, pid, ends[0], err);
	(void)close(ends[0]);
	return r;
}

/* The deepest folder that is there: trust goes up from it. */
static const char *deepest(const char *path, struct arena *arena)
{
	const char *transactions = arena_printf(arena, "%s/transactions", path);

	if (transactions && access(transactions, F_OK) == 0)
		return transactions;
	return access(path, F_OK) == 0 ? path : NULL;
}

int statedir_believe(const char *path, struct nic_err *err)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	int r = statedir_read(path, err);
	const char *folder, *problem;

	if (r < 0)
		return r;
	folder = arena ? deepest(path, arena) : NULL;
	problem = folder ? trust_problem(folder, NULL, 0, arena) : NULL;
	if (!arena || arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (!problem)
		return 0;
	nic_err_set(err, -EPERM,
		    "%s: others could have written the transactions in '%s', by which "
		    "modules are loaded",
		    problem, path);
	nic_err_hint(err, "nothing was changed; look into it, then give it to root alone "
			  "(chown root, chmod go-w), or remove it");
	return -EPERM;
}
