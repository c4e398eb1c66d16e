/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The local socket on which the guardian is asked. */
#include "guardian_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "guardian.h"

/* A rollback asked for is answered when it is over. */
#define ANSWER_TIMEOUT_MS 600000

static struct sockaddr_un address(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s", NICCTL_GUARDIAN);
	return name;
}

/* Who may connect is who may write to the file: root. */
int guardian_socket_listen(int *ret_fd, struct nic_err *err)
{
	struct sockaddr_un name = address();
	mode_t mask;
	int fd, r;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return nic_err_set(err, -errno, "cannot make a socket: %s",
				   nic_strerror(errno));
	(void)unlink(NICCTL_GUARDIAN); /* of one that was killed: the lock is ours */
	mask = umask(0177);
	r = bind(fd, (const struct sockaddr *)&name, sizeof(name)) < 0 ||
			    listen(fd, 8) < 0
		    ? -errno
		    : 0;
	(void)umask(mask);
	if (r < 0) {
		(void)close(fd);
		return nic_err_set(err, r, "cannot listen on '%s': %s", NICCTL_GUARDIAN,
				   nic_strerror(r));
	}
	*ret_fd = fd;
	return 0;
}

int guardian_socket_accept(int listen_fd, char *word, size_t bytes)
{
	struct pollfd wait;
	ssize_t got;
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return -errno;
	wait = (struct pollfd){fd, POLLIN, 0};
	got = poll(&wait, 1, 1000) > 0 ? recv(fd, word, bytes - 1, MSG_DONTWAIT) : -1;
	if (got < 0)
		got = 0;
	word[got] = '\0';
	word[strcspn(word, "\n")] = '\0';
	return fd;
}

void guardian_socket_answer(int fd, const char *text)
{
	/* Who has gone meanwhile does not hear it. */
	(void)send(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
	/* A child that waits for its disk may hold a copy: closing alone ends nothing. */
	(void)shutdown(fd, SHUT_RDWR);
	(void)close(fd);
}

static int talk(int fd, const char *word, char *answer, size_t bytes)
{
	struct pollfd wait = {fd, POLLIN, 0};
	size_t used = 0;
	ssize_t got;

	if (send(fd, word, strlen(word), MSG_NOSIGNAL) < 0)
		return -errno;
	do {
		if (poll(&wait, 1, ANSWER_TIMEOUT_MS) <= 0)
			return -ETIMEDOUT;
		got = recv(fd, answer + used, bytes - 1 - used, 0);
		if (got < 0)
			return -errno;
		used += (size_t)got;
	} while (got > 0 && used < bytes - 1);
	answer[used] = '\0';
	answer[strcspn(answer, "\n")] = '\0';
	return used ? 0 : -EPIPE;
}

int guardian_ask(const char *word, char *answer, size_t bytes, struct nic_err *err)
{
	struct sockaddr_un name = address();
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int r;

	if (fd < 0)
		return nic_err_set(err, -errno, "cannot make a socket: %s",
				   nic_strerror(errno));
	if (connect(fd, (const struct sockaddr *)&name, sizeof(name)) < 0)
		r = errno == ECONNREFUSED ? -ENOENT : -errno;
	else
		r = talk(fd, word, answer, bytes);
	(void)close(fd);
	if (r < 0)
		return nic_err_set(err, r, "cannot ask on '%s': %s", NICCTL_GUARDIAN,
				   nic_strerror(r));
	return 0;
}
