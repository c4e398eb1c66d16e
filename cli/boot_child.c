/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each driver's change at boot is a process of its own: a fault in one, or a kernel that
 * does not come back, keeps neither the other drivers nor the report from their turn. */
#include "boot_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What a report needs of a longer story, which the journal of systemd has in full. */
#define MAX_LINES 6

extern char **environ;

/* One of its outputs, cut into lines. */
struct stream {
	int fd;	   /* -1: at its end */
	FILE *out; /* where it goes on to */
	char line[1024];
	size_t used;
};

struct running {
	struct stream streams[2]; /* standard output and error */
	struct boot_child child;
	struct arena *arena;
	pid_t pid;
};

static int64_t now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void end_line(struct running *running, struct stream *stream)
{
	struct strv *said = &running->child.said;

	stream->line[stream->used] = '\0';
	stream->used = 0;
	(void)fprintf(stream->out, "%s\n", stream->line);
	(void)fflush(stream->out); /* the journal tells the time of a line */
	if (stream == &running->streams[1] && said->n < MAX_LINES)
		(void)strv_push(running->arena, said, stream->line);
}

static void take(struct running *running, struct stream *stream)
{
	char text[4096];
	ssize_t got = read(stream->fd, text, sizeof(text));

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		(void)close(stream->fd); /* nothing was written to it */
		stream->fd = -1;
	}
	for (ssize_t i = 0; i < got; i++) {
		if (text[i] == '\n' || stream->used == sizeof(stream->line) - 1)
			end_line(running, stream);
		if (text[i] != '\n')
			stream->line[stream->used++] = text[i];
	}
}

/* Until both outputs have ended, that is until it and all it has started have. */
static void listen_until(struct running *running, int64_t end_ms)
{
	struct stream *streams = running->streams;

	while (streams[0].fd >= 0 || streams[1].fd >= 0) {
		struct pollfd waits[2] = {{streams[0].fd, POLLIN, 0},
					  {streams[1].fd, POLLIN, 0}};
		int64_t left = end_ms - now_ms();

		if (left <= 0 || (poll(waits, 2, (int)left) < 0 && errno != EINTR))
			return;
		for (int i = 0; i < 2; i++) {
			if (streams[i].fd >= 0 && waits[i].revents)
				take(running, &streams[i]);
		}
	}
}

static int spawn(const char *const *args, const int fds[2], pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	char *argv[16] = {NULL};
	int r;

	/* posix_spawn() changes none of them */
	for (size_t i = 0; args[i] && i < NIC_ARRAY_SIZE(argv) - 1; i++)
		memcpy(&argv[i], &args[i], sizeof(argv[i]));
	r = posix_spawn_file_actions_init(&actions);
	if (r != 0)
		return -r;
	r = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
					     O_RDONLY, 0);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(&actions, fds[0], STDOUT_FILENO);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(&actions, fds[1], STDERR_FILENO);
	if (r == 0)
		r = posix_spawn(ret_pid, "/proc/self/exe", &actions, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions); /* always 0 */
	return -r;
}

static int start(struct running *running, const char *const *args)
{
	int pipes[2][2], ends[2], r = 0, n = 0;

	for (; n < 2 && r == 0; n++)
		r = pipe2(pipes[n], O_CLOEXEC) < 0 ? -errno : 0;
	if (r < 0)
		n--;
	for (int i = 0; i < n; i++) {
		running->streams[i].fd = pipes[i][0];
		ends[i] = pipes[i][1];
	}
	if (r == 0)
		r = spawn(args, ends, &running->pid);
	for (int i = 0; i < n; i++)
		(void)close(ends[i]); /* only the child writes */
	return r;
}

/* Its outputs may be closed a moment before it has ended. */
static void reap(struct running *running, int64_t end_ms)
{
	int status = 0;

	while (!running->child.has_ended) {
		pid_t got = waitpid(running->pid, &status, WNOHANG);

		running->child.has_ended = got == running->pid || got < 0;
		if (!running->child.has_ended && now_ms() >= end_ms)
			return;
		if (!running->child.has_ended)
			(void)poll(NULL, 0, 10);
	}
	running->child.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int boot_child_run(const char *const *args, int limit_ms, int grace_ms,
		   struct arena *arena, struct boot_child *ret, struct nic_err *err)
{
	struct running running = {
		.streams = {{.fd = -1, .out = stdout}, {.fd = -1, .out = stderr}},
		.arena = arena};
	int64_t end_ms = now_ms() + limit_ms;
	int r = start(&running, args);

	if (r == 0) {
		listen_until(&running, end_ms);
		reap(&running, end_ms);
		if (!running.child.has_ended) {
			running.child.is_late = true;
			(void)kill(running.pid, SIGTERM); /* it is our child still */
			end_ms = now_ms() + grace_ms;
			listen_until(&running, end_ms);
			reap(&running, end_ms);
		}
		*ret = running.child;
	}
	for (int i = 0; i < 2; i++) {
		if (running.streams[i].fd >= 0)
			(void)close(running.streams[i].fd);
	}
	return r < 0 ? nic_err_set(err, r, "cannot run nicctl: %s", nic_strerror(r)) : 0;
}
