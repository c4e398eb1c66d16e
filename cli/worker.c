/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one call in a child with a time limit. */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Less than a pipe takes in one write. */
struct answer {
	int result;
	struct nic_err err;
};

static void child_main(worker_fn *call, void *arg, int fd)
{
	struct answer answer = {0};

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail for a valid signal */
	answer.result = call(arg, &answer.err);
	(void)!write(fd, &answer, sizeof(answer)); /* nobody reads: the caller is gone */
	_exit(0);
}

/* The letter of proc(5): 'D' is uninterruptible. */
static char state_of(pid_t pid)
{
	char path[64], text[256] = "", *end;
	ssize_t got;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return '?';
	got = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	end = got > 0 ? strrchr(text, ')') : NULL;
	return end && end[1] == ' ' ? end[2] : '?';
}

static int say_stuck(pid_t pid, int timeout_ms, struct nic_err *err)
{
	nic_err_set(err, -ETIME,
		    "the kernel has not come back within %d s (process %ld %s)",
		    timeout_ms / 1000, (long)pid,
		    state_of(pid) == 'D' ? "sleeps in it, uninterruptibly"
					 : "is still in it");
	nic_err_hint(err, "Nothing more is tried, because it could hang as well. If the "
			  "kernel does not come back, only a reboot helps; if it does, "
			  "'nicctl recover' takes the change back.");
	return -ETIME;
}

static int wait_answer(pid_t pid, int fd, int timeout_ms, struct nic_err *err)
{
	struct pollfd wait = {fd, POLLIN, 0};
	struct answer answer;
	ssize_t got;
	int ready;

	do /* signals are held: this is for a debugger that comes and goes */
		ready = poll(&wait, 1, timeout_ms);
	while (ready < 0 && errno == EINTR);
	if (ready == 0)
		return say_stuck(pid, timeout_ms, err);
	got = read(fd, &answer, sizeof(answer));
	(void)waitpid(pid, NULL, 0); /* it has nothing left to do */
	if (got != sizeof(answer))
		return nic_err_set(err, -EIO, "the process that did the step has died");
	if (answer.result < 0)
		*err = answer.err;
	return answer.result;
}

int worker_run(worker_fn *call, void *arg, int timeout_ms, struct nic_err *err)
{
	int ends[2], r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return nic_err_set(err, -errno, "cannot make a pipe: %s",
				   nic_strerror(errno));
	(void)fflush(NULL); /* the child must not have it in its buffers */
	pid = fork();
	if (pid == 0)
		child_main(call, arg, ends[1]);
	r = -errno;
	(void)close(ends[1]);
	if (pid < 0)
		nic_err_set(err, r, "cannot start a process: %s", nic_strerror(r));
	else
		r = wait_answer(pid, ends[0], timeout_ms, err);
	(void)close(ends[0]);
	return r;
}
