/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flock(2) on a file that also says who holds it. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lock_holder.h"

/* A process of a nicctl that is gone, in a call that does not come back. */
static void say_stuck(const char *path, const struct lock_holder *holder, long taker,
		      struct nic_err *err)
{
	char of[64] = "";

	if (taker > 0)
		(void)snprintf(of, sizeof(of), " (pid %ld)", taker);
	nic_err_set(err, -EBUSY,
		    "another nicctl%s has ended, but its process %ld holds '%s' still: "
		    "'%s', since %s, sleeps in the kernel (state D)",
		    of, holder->pid, path, holder->command, holder->since);
	nic_err_hint(
		err,
		"it cannot be killed, and ends by itself when what it waits for "
		"answers, a disk or a driver: the kernel log and "
		"'/proc/%ld/stack' tell which; mend that, then run 'nicctl recover'. "
		"If that cannot be mended, only a reboot helps",
		holder->pid);
}

static int refuse_busy(const char *path, int fd, struct nic_err *err)
{
	char text[32] = "";
	ssize_t got = pread(fd, text, sizeof(text) - 1, 0);
	long taker = got > 0 ? strtol(text, NULL, 10) : 0;
	struct lock_holder holder;

	if (!lock_holder_find(path, taker, &holder)) {
		nic_err_set(err, -EBUSY, "another nicctl is changing this machine");
	} else if (holder.pid != taker && holder.state == 'D') {
		say_stuck(path, &holder, taker, err);
		return -EBUSY;
	} else {
		nic_err_set(err, -EBUSY,
			    "another nicctl (pid %ld) is changing this machine: '%s', "
			    "since %s",
			    holder.pid, holder.command, holder.since);
	}
	nic_err_hint(err,
		     "wait until it is done ('nicctl history' tells whether it waits for "
		     "'nicctl confirm'), then try again");
	return -EBUSY;
}

int lock_take(const char *path, int *ret_fd, struct nic_err *err)
{
	int fd = open(path,
		      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK,
		      0600);
	char text[32];
	int length, r;

	if (fd < 0)
		return nic_err_set(err, -errno, "cannot open the lock file '%s': %s",
				   path, nic_strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		r = errno == EWOULDBLOCK
			    ? refuse_busy(path, fd, err)
			    : nic_err_set(err, -errno, "cannot lock '%s': %s", path,
					  nic_strerror(errno));
		close(fd);
		return r;
	}
	length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	/* The pid is for people; the lock holds without it (a full /run, say). */
	if (ftruncate(fd, 0) == 0)
		(void)!pwrite(fd, text, (size_t)length, 0);
	*ret_fd = fd;
	return 0;
}
