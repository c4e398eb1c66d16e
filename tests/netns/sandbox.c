/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network, a process table and a /sys of the test's own. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "devices.h"

#define SKIPPED 77
#define MAX_WORDS 64

static int skipped_as(const char *what)
{
	printf("skipped: %s: %s\n", what, strerror(errno));
	return SKIPPED;
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t written;

	if (fd < 0)
		return -1;
	written = write(fd, text, strlen(text));
	close(fd);
	return written == (ssize_t)strlen(text) ? 0 : -1;
}

/* Without root: root of a user namespace is enough for all that follows. */
static int become_root(void)
{
	char text[64];
	unsigned int uid = geteuid(), gid = getegid();

	if (uid == 0)
		return 0;
	if (unshare(CLONE_NEWUSER) < 0)
		return -1;
	(void)snprintf(text, sizeof(text), "0 %u 1", uid);
	if (write_file("/proc/self/setgroups", "deny") < 0 ||
	    write_file("/proc/self/uid_map", text) < 0)
		return -1;
	(void)snprintf(text, sizeof(text), "0 %u 1", gid);
	return write_file("/proc/self/gid_map", text);
}

/* /run is hidden so that names of namespaces do not get out or in; /sys and /proc show
 * the namespaces they are mounted in. */
static int mount_own_trees(void)
{
	if (mount(NULL, "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("proc", "/proc", "proc", 0, NULL) < 0 ||
	    mount("sysfs", "/sys", "sysfs", 0, NULL) < 0 ||
	    mount("tmpfs", "/run", "tmpfs", 0, "mode=755") < 0)
		return -1;
	return 0;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int sandbox_run(int (*test)(void))
{
	pid_t pid;

	if (become_root() < 0)
		return skipped_as("a user namespace is not permitted");
	if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID) < 0)
		return skipped_as("namespaces are not permitted");
	(void)fflush(NULL);
	pid = fork();
	if (pid < 0)
		return skipped_as("fork");
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || mount_own_trees() < 0)
			exit(skipped_as("mounts are not permitted"));
		exit(test());
	}
	/* Not exit(): with its process 1 gone this process cannot start another, which
	 * the leak checker would want. */
	_exit(wait_for(pid));
}

NIC_PRINTF(2, 0)
static int run_tool(char *name, const char *fmt, va_list args)
{
	char text[512], *words[MAX_WORDS + 1] = {name};
	char *rest = text, *const environment[] = {NULL};
	size_t n = 1;
	pid_t pid;

	if (vsnprintf(text, sizeof(text), fmt, args) >= (int)sizeof(text))
		return -1;
	while (rest && n < MAX_WORDS)
		words[n++] = strsep(&rest, " ");
	if (posix_spawnp(&pid, name, NULL, NULL, words, environment) != 0)
		return -1;
	return wait_for(pid);
}

NIC_PRINTF(1, 0)
static int run_ip(const char *fmt, va_list args)
{
	static char name[] = "ip";

	return run_tool(name, fmt, args);
}

int sandbox_try_bridge(const char *fmt, ...)
{
	static char name[] = "bridge";
	va_list args;
	int status;

	va_start(args, fmt);
	status = run_tool(name, fmt, args);
	va_end(args);
	return status == 0;
}

int sandbox_try_ip(const char *fmt, ...)
{
	va_list args;
	int status;

	va_start(args, fmt);
	status = run_ip(fmt, args);
	va_end(args);
	return status == 0;
}

void sandbox_ip(const char *fmt, ...)
{
	va_list args;
	int status;

	va_start(args, fmt);
	status = run_ip(fmt, args);
	va_end(args);
	if (status != 0)
		fail_msg("ip %s: exit status %d", fmt, status);
}

int sandbox_start_process_in_netns(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (unshare(CLONE_NEWNET) == 0 && write(ready[1], "", 1) == 1)
			for (;;)
				(void)pause(); /* until it is killed */
		_exit(1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

void sandbox_stop_process(int pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	(void)wait_for(pid); /* killed on purpose: its status says nothing */
}

struct host *sandbox_host(void)
{
	struct host *host = host_new();
	struct nic_err err;

	assert_non_null(host);
	if (devices_collect(host, NULL, &err) < 0)
		fail_msg("%s", err.message);
	return host;
}
