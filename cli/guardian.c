/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits for the end of a change, then for its confirmation, and else takes it back. */
#include "guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guardian_log.h"
#include "guardian_socket.h"
#include "journal.h"
#include "journal_read.h"
#include "recovering.h"
#include "signals.h"
#include "statedir.h"

struct guardian {
	const struct transaction *transaction; /* as it was when the guardian began */
	struct journal_entry *entry;	       /* its journal, in memory */
	struct guardian_log log;	       /* what has come since */
	int seconds;
	int listen_fd;
	int change_fd; /* end of file: the process that makes the change has ended */
	bool is_done;  /* the change is; waiting for the confirmation */
	int64_t deadline_ms;
};

static int64_t now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* systemd may end all processes of a session or service with it: out of its control
 * group, into the root's. Where that is not possible, nothing is lost but this. */
static void leave_control_group(void)
{
	static const char *const paths[] = {"/sys/fs/cgroup/cgroup.procs",
					    "/sys/fs/cgroup/systemd/cgroup.procs",
					    "/sys/fs/cgroup/unified/cgroup.procs"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(paths); i++) {
		int fd = open(paths[i], O_WRONLY | O_CLOEXEC);

		if (fd < 0)
			continue;
		(void)!write(fd, "0", 1);
		(void)close(fd);
	}
}

static void leave_terminal(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i <= STDERR_FILENO && fd >= 0; i++)
		(void)dup2(fd, i);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	(void)!chdir("/");
}

/* On stable storage before anybody is told. */
static int record_confirmation(const char *id, struct nic_err *err)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	NIC_CLEANUP(journal_closep) struct journal *journal = NULL;
	char folder[PATH_MAX];
	int r;

	(void)snprintf(folder, sizeof(folder), NICCTL_STATE_DIR "/transactions/%s", id);
	r = statedir_read(folder, err);
	if (r == 0)
		r = journal_load(NICCTL_STATE_DIR, id, false, &entry, err);
	if (r == 0)
		r = journal_reopen(NICCTL_STATE_DIR, id, entry->log.whole_bytes, &journal,
				   err);
	if (r == 0)
		r = journal_write(journal, JOURNAL_CONFIRMED, JOURNAL_NO_STEP, NULL, err);
	return r;
}

static const char *take_back(const struct guardian *guardian)
{
	signals_hold(); /* SIGTERM, too, waits for the end of it */
	if (recovering_kept(guardian->entry, guardian->transaction) == EXIT_CODE_DONE)
		return "rolled back\n";
	return "the rollback is incomplete: see 'nicctl show'\n";
}

/* Returns true when the guardian's work is over. */
static bool serve(const struct guardian *guardian)
{
	struct nic_err err = {0};
	char word[32], text[NIC_ERR_TEXT_BYTES + 16];
	int fd = guardian_socket_accept(guardian->listen_fd, word, sizeof(word));

	if (fd < 0)
		return false;
	if (!guardian->is_done) {
		guardian_socket_answer(fd, "the change is still running\n");
		return false;
	}
	if (strcmp(word, GUARDIAN_ROLLBACK) == 0) {
		guardian_socket_answer(fd, take_back(guardian));
		return true;
	}
	if (strcmp(word, GUARDIAN_CONFIRM) != 0) {
		guardian_socket_answer(fd, "what is meant by that?\n");
		return false;
	}
	if (record_confirmation(guardian->entry->id, &err) < 0) {
		(void)snprintf(text, sizeof(text), "not confirmed: %s\n", err.message);
		guardian_socket_answer(fd, text);
		return false;
	}
	(void)snprintf(text, sizeof(text), "ok %s\n", guardian->entry->id);
	guardian_socket_answer(fd, text);
	return true;
}

/* The process of the change has ended, and whatever of it was stuck in the kernel.
 * Returns true when nothing is left to do. */
static bool change_ended(struct guardian *guardian)
{
	struct journal_log *log = &guardian->entry->log;

	(void)close(guardian->change_fd);
	guardian->change_fd = -1;
	if (guardian_log_add_to(&guardian->log, guardian->entry) < 0)
		log->damaged++; /* the machine is asked instead */
	switch (journal_status(log)) {
	case JOURNAL_UNCONFIRMED:
		guardian->is_done = true;
		guardian->deadline_ms = now_ms() + (int64_t)guardian->seconds * 1000;
		return false;
	case JOURNAL_UNFINISHED:
	case JOURNAL_NOT_BEGUN:
		(void)take_back(guardian);
		return true;
	case JOURNAL_FINISHED:
		break;
	}
	return true;
}

static int wait_ms(const struct guardian *guardian)
{
	int64_t left = guardian->deadline_ms - now_ms();

	if (!guardian->is_done)
		return -1;
	return left < 0 ? 0 : (int)left;
}

static void watch(struct guardian *guardian)
{
	for (;;) {
		struct pollfd fds[] = {{guardian->listen_fd, POLLIN, 0},
				       {guardian->change_fd, POLLIN, 0}};
		int ready = poll(fds, 2, wait_ms(guardian));

		if (ready < 0 && errno != EINTR)
			return;
		if (ready == 0) {
			(void)take_back(guardian);
			return;
		}
		if (ready > 0 && fds[1].revents &&
		    guardian_log_take(&guardian->log, guardian->change_fd) <= 0 &&
		    change_ended(guardian))
			return;
		if (ready > 0 && fds[0].revents && serve(guardian))
			return;
	}
}

/* At the end of the machine's day SIGTERM shall work; while a change is taken back it is
 * held off again. */
static void let_be_terminated(void)
{
	sigset_t set;

	(void)sigemptyset(&set); /* these cannot fail for valid signals */
	(void)sigaddset(&set, SIGTERM);
	(void)signal(SIGTERM, SIG_DFL);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void guardian_main(struct guardian *guardian)
{
	const struct sys_ops *ops = guardian->transaction->apply.ops;

	/* Locks do not go with a fork. Best effort, as for the caller, who warns. */
	(void)mlockall(MCL_CURRENT | MCL_FUTURE);
	ops->watch_end(ops->ctx); /* the caller's; nobody would read them here */
	ops->probe_end(ops->ctx);
	leave_terminal();
	leave_control_group();
	let_be_terminated();
	watch(guardian);
	(void)unlink(NICCTL_GUARDIAN);
	/* Not through exit(): what the caller had in its buffers is the caller's. */
	_exit(0);
}

/* Forks twice, so that the guardian is nobody's child. */
static int detach(struct guardian *guardian, int keep_fd)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		(void)close(keep_fd);
		if (setsid() < 0)
			_exit(1);
		pid = fork();
		if (pid == 0)
			guardian_main(guardian);
		_exit(pid < 0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status))
		return -EAGAIN;
	return 0;
}

/* Opens the socket and the pipe, and starts it. */
static int start(struct guardian *guardian, int *ret_fd, struct nic_err *err)
{
	int ends[2];
	int r = guardian_socket_listen(&guardian->listen_fd, err);

	if (r < 0)
		return r;
	if (pipe2(ends, O_CLOEXEC) < 0) {
		r = -errno;
	} else {
		guardian->change_fd = ends[0];
		/* The change never waits for its guardian. */
		r = fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
		(void)fflush(NULL); /* nothing of it is to be written twice */
		if (r == 0)
			r = detach(guardian, ends[1]);
		(void)close(ends[0]);
		if (r < 0)
			(void)close(ends[1]);
	}
	(void)close(guardian->listen_fd);
	if (r < 0)
		return nic_err_set(err, r,
				   "cannot start the process that would take the change "
				   "back: %s",
				   nic_strerror(r));
	*ret_fd = ends[1];
	return 0;
}

/* The journal is read once more, from the disk that is there still. */
int guardian_start(const struct transaction *transaction, int seconds, int *ret_fd,
		   struct nic_err *err)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct guardian guardian = {.transaction = transaction, .seconds = seconds};
	const char *problem;
	int r = journal_load(NICCTL_STATE_DIR, transaction->apply.result->id, true,
			     &entry, err);

	if (r < 0)
		return r;
	problem = entry->log_problem	? entry->log_problem
		  : entry->plan_problem ? entry->plan_problem
					: entry->before_problem;
	if (problem)
		return nic_err_set(err, -EIO, "the journal cannot be read again: %s",
				   problem);
	guardian.entry = entry;
	return start(&guardian, ret_fd, err);
}
