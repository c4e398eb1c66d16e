/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one hook after the other, with a deadline each, and reads what they print. */
#include "hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* From SIGTERM to SIGKILL. */
#define GRACE_MS 2000

/* Between two looks whether a hook that has closed its output has ended. */
#define POLL_MS 20

/* Longer lines are passed on in pieces. */
#define LINE_BYTES 1024

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The hook's environment: nothing of the caller's comes through. */
#define ENV_MAX 10
struct environment {
	char *items[ENV_MAX + 1];
	size_t n;
};

static void env_add(struct environment *environment, struct arena *arena,
		    const char *name, const char *value)
{
	if (environment->n < ENV_MAX)
		environment->items[environment->n++] =
			arena_printf(arena, "%s=%s", name, value ? value : "");
}

static int make_environment(const struct hook_env *env, struct arena *arena,
			    struct environment *environment)
{
	env_add(environment, arena, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
	env_add(environment, arena, "LANG", "C.UTF-8");
	env_add(environment, arena, "NICCTL_DRIVER", env->driver);
	env_add(environment, arena, "NICCTL_MODULE", env->module);
	env_add(environment, arena, "NICCTL_PORTS", env->ports);
	env_add(environment, arena, "NICCTL_INTERFACES", env->interfaces);
	env_add(environment, arena, "NICCTL_STRATEGY", env->strategy);
	env_add(environment, arena, "NICCTL_RESULT", env->result);
	env_add(environment, arena, "NICCTL_TRANSACTION", env->transaction);
	return arena_failed(arena) ? -ENOMEM : 0;
}

/* In the child: a group of its own, default signals, no input, output into the pipe. */
static void exec_hook(const char *path, const struct environment *environment, int out_fd)
{
	char *argv[] = {(char *)(uintptr_t)path,
			NULL}; /* execve() does not write to it */
	int null_fd = open("/dev/null", O_RDONLY);
	sigset_t none;

	(void)setpgid(0, 0);
	for (int sig = 1; sig < NSIG; sig++)
		(void)signal(sig, SIG_DFL); /* fails for SIGKILL and SIGSTOP, rightly */
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ||
	    dup2(out_fd, STDOUT_FILENO) < 0 || dup2(out_fd, STDERR_FILENO) < 0 ||
	    chdir("/") < 0)
		_exit(126);
	execve(path, (char *const *)(void *)argv, environment->items);
	dprintf(STDERR_FILENO, "cannot be executed: %s\n", strerror(errno));
	_exit(127);
}

/* Cuts what a hook prints into lines. */
struct lines {
	char text[LINE_BYTES + 1];
	size_t used;
	const char *path;
	hook_output_fn *output;
	void *ctx;
};

static void lines_flush(struct lines *lines)
{
	if (!lines->used)
		return;
	lines->text[lines->used] = '\0';
	lines->used = 0;
	if (lines->output)
		lines->output(lines->ctx, lines->path, lines->text);
}

static void lines_add(struct lines *lines, const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		if (text[i] == '\n' || lines->used == LINE_BYTES)
			lines_flush(lines);
		if (text[i] != '\n' && text[i] != '\0')
			lines->text[lines->used++] = text[i];
	}
}

/* Reads until the hook has ended or @deadline has passed. A process that the hook has
 * left behind may hold the pipe open: the hook's own end counts. Returns true when it has
 * ended. */
static bool follow(pid_t pid, int fd, int64_t deadline_ms, struct lines *lines,
		   int *ret_status)
{
	char text[512];
	bool is_open = fd >= 0;

	for (;;) {
		struct pollfd poll_fd = {.fd = is_open ? fd : -1, .events = POLLIN};
		ssize_t got = 0;

		if (poll(&poll_fd, 1, POLL_MS) > 0) {
			got = read(fd, text, sizeof(text));
			is_open = got > 0 || (got < 0 && errno == EINTR);
		}
		if (got > 0) {
			lines_add(lines, text, (size_t)got);
			if (now_ms() < deadline_ms)
				continue;
		}
		if (waitpid(pid, ret_status, WNOHANG) == pid)
			return true;
		if (now_ms() >= deadline_ms)
			return false;
	}
}

static void drain(int fd, struct lines *lines)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	char text[512];
	ssize_t got;

	/* At most one pipe's worth: a process left behind may go on writing. */
	for (int i = 0; i < 128 && poll(&poll_fd, 1, 0) > 0; i++) {
		got = read(fd, text, sizeof(text));
		if (got <= 0)
			break;
		lines_add(lines, text, (size_t)got);
	}
	lines_flush(lines);
}

/* Ends the group, kindly first; whatever the hook has started goes with it. */
static void end_group(pid_t pid, int fd, struct lines *lines)
{
	int status;

	(void)kill(-pid, SIGTERM);
	if (!follow(pid, fd, now_ms() + GRACE_MS, lines, &status)) {
		(void)kill(-pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
	}
	(void)kill(-pid, SIGKILL);
}

static void judge(int status, struct arena *arena, struct hook_result *result)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		result->status = HOOK_SUCCEEDED;
		return;
	}
	result->status = HOOK_FAILED;
	if (WIFSIGNALED(status)) {
		result->exit_code = 128 + WTERMSIG(status);
		result->reason =
			arena_printf(arena, "was ended by signal %d (%s)",
				     WTERMSIG(status), strsignal(WTERMSIG(status)));
	} else {
		result->exit_code = WEXITSTATUS(status);
		result->reason =
			arena_printf(arena, "ended with status %d", WEXITSTATUS(status));
	}
}

static void cannot_start(struct arena *arena, struct hook_result *result)
{
	result->status = HOOK_FAILED;
	result->exit_code = 126;
	result->reason =
		arena_printf(arena, "cannot be started: %s", nic_strerror(errno));
}

static void run_one(const struct environment *environment, int timeout_ms,
		    struct lines *lines, struct arena *arena, struct hook_result *result)
{
	int64_t begin_ms = now_ms();
	int fds[2], status = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		cannot_start(arena, result);
		return;
	}
	pid = fork();
	if (pid == 0)
		exec_hook(result->path, environment, fds[1]);
	close(fds[1]);
	if (pid < 0) {
		cannot_start(arena, result);
	} else {
		(void)setpgid(pid, pid); /* the child does it too: whoever comes first */
		if (follow(pid, fds[0], begin_ms + timeout_ms, lines, &status)) {
			judge(status, arena, result);
		} else {
			end_group(pid, fds[0], lines);
			result->status = HOOK_TIMED_OUT;
			result->reason = arena_printf(
				arena, "did not end within %d s and was ended",
				(timeout_ms + 999) / 1000);
		}
		drain(fds[0], lines);
	}
	close(fds[0]);
	result->duration_us = (now_ms() - begin_ms) * 1000;
}

int hooks_run(const struct hook_list *hooks, enum hook_kind kind,
	      const struct hook_env *env, int timeout_ms, hook_output_fn *output,
	      void *ctx, struct arena *arena, struct hook_results *results,
	      struct nic_err *err)
{
	struct environment environment = {0};
	int r = 0;

	if (make_environment(env, arena, &environment) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < hooks->n; i++) {
		const struct hook *hook = &hooks->items[i];
		struct lines lines = {.path = hook->path, .output = output, .ctx = ctx};
		struct hook_result *result;

		if (hook->kind != kind)
			continue;
		result = ARENA_PUSH(arena, results);
		if (!result)
			return nic_err_set(err, -ENOMEM, "out of memory");
		result->path = hook->path;
		result->kind = kind;
		result->status = HOOK_REFUSED;
		result->reason = hook->refusal;
		if (!hook->refusal)
			run_one(&environment, timeout_ms, &lines, arena, result);
		if (result->status == HOOK_SUCCEEDED)
			continue;
		if (r == 0)
			r = nic_err_set(err, -ECANCELED, "the hook '%s' %s%s", hook->path,
					hook->refusal ? "is refused: " : "",
					result->reason ? result->reason : "failed");
		if (kind == HOOK_PRE)
			return r;
	}
	return r;
}

const char *hook_status_name(int status)
{
	switch ((enum hook_status)status) {
	case HOOK_SUCCEEDED:
		return "succeeded";
	case HOOK_FAILED:
		return "failed";
	case HOOK_TIMED_OUT:
		return "timed-out";
	case HOOK_REFUSED:
		return "refused";
	}
	return NULL;
}
