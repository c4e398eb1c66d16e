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

static int refuse_busy(int fd, struct nic_err *err)
{
	char text[32] = "";
	ssize_t got = pread(fd, text, sizeof(text) - 1, 0);
	long pid = got > 0 ? strtol(text, NULL, 10) : 0;

	if (pid > 0)
		nic_err_set(err, -EBUSY,
			    "another nicctl (pid %ld) is changing this machine", pid);
	else
		nic_err_set(err, -EBUSY, "another nicctl is changing this machine");
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
			    ? refuse_busy(fd, err)
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
