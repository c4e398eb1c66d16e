/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fork(), exec() and what is left to tell of it. */
#include "zcrun.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "textfile.h"
#include "zchint.h"

#define NICENESS 10
#define LOG_BYTES_MAX (16 << 20)

/* The status of a child that could not become the program. */
#define STATUS_NOT_FOUND 127

/* Nothing of the caller's environment reaches make, which would take a MAKEFLAGS, ARCH or
 * KERNELRELEASE in it for its own. */
static void set_environment(void)
{
	const char *path = getenv("PATH"), *temp = getenv("TMPDIR");
	char *new_path = NULL, *new_temp = temp ? strdup(temp) : NULL;

	/* depmod is not in the search path of an ordinary user */
	if (asprintf(&new_path, "%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin") < 0)
		_exit(STATUS_NOT_FOUND - 1);
	if (clearenv() != 0 || setenv("PATH", new_path, 1) < 0 ||
	    setenv("LC_ALL", "C", 1) < 0 ||
	    (new_temp && setenv("TMPDIR", new_temp, 1) < 0))
		_exit(STATUS_NOT_FOUND - 1);
	free(new_path);
	free(new_temp);
}

/* In the child. */
static void become(const char *const *argv, int log_fd)
{
	int null_fd = open("/dev/null", O_RDONLY);

	set_environment();
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)setpriority(PRIO_PROCESS, 0, NICENESS);
	if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ||
	    dup2(log_fd, STDOUT_FILENO) < 0 || dup2(log_fd, STDERR_FILENO) < 0)
		_exit(STATUS_NOT_FOUND - 1);
	/* execvp() does not write to it */
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_FOUND - 1);
}

static void write_command(int log_fd, const char *const *argv)
{
	dprintf(log_fd, "+");
	for (; *argv; argv++)
		dprintf(log_fd, " %s", *argv);
	dprintf(log_fd, "\n");
}

/* Does the line look like the cause? The last lines of make never are. */
static bool tells_why(const char *line)
{
	static const char *const words[] = {
		"error:", "Error:",    "ERROR",	 "No space left", "check-",
		"fatal",  "Not found", "annot ", "sign-file",	  "SOURCE:"};

	if (line[0] == '+')
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strstr(line, words[i]))
			return true;
	}
	return false;
}

/* The first line of the log from @from on that tells why, else the last one. */
static void explain(const char *program, const char *log, off_t from, struct nic_err *err)
{
	char *text = NULL, *line, *next, *best = NULL;
	size_t bytes;

	if (textfile_read(log, LOG_BYTES_MAX, &text, &bytes, NULL) == 0 &&
	    (size_t)from < bytes) {
		for (line = text + from; line && *line; line = next) {
			next = strchr(line, '\n');
			if (next)
				*next++ = '\0';
			if (line[0] && line[0] != '+')
				best = line;
			if (tells_why(line))
				break;
		}
	}
	(void)nic_err_set(err, -ECHILD, "%s failed: %s", program,
			  best ? best : "it printed nothing");
	nic_err_hint(err, "all it printed is in %s", log);
	free(text);
}

static int judge(const char *const *argv, int status, const char *log, off_t from,
		 struct nic_err *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NOT_FOUND) {
		(void)nic_err_set(err, -ENOENT, "the program '%s' is not installed",
				  argv[0]);
		zchint_programs(err);
		return -ENOENT;
	}
	if (WIFSIGNALED(status)) {
		(void)nic_err_set(err, -ECHILD, "%s was ended by signal %d (%s)", argv[0],
				  WTERMSIG(status), strsignal(WTERMSIG(status)));
		nic_err_hint(err, "all it printed is in %s", log);
		return -ECHILD;
	}
	explain(argv[0], log, from, err);
	return -ECHILD;
}

int zcrun(const char *const *argv, const char *log, struct nic_err *err)
{
	int log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	int status = 0;
	off_t from;
	pid_t pid;

	if (log_fd < 0)
		return nic_err_set(err, -errno, "cannot write the log '%s': %s", log,
				   nic_strerror(errno));
	from = lseek(log_fd, 0, SEEK_END);
	write_command(log_fd, argv);
	pid = fork();
	if (pid == 0)
		become(argv, log_fd);
	close(log_fd);
	if (pid < 0)
		return nic_err_set(err, -errno, "cannot start %s: %s", argv[0],
				   nic_strerror(errno));
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return nic_err_set(err, -errno, "cannot wait for %s: %s", argv[0],
					   nic_strerror(errno));
	}
	return judge(argv, status, log, from < 0 ? 0 : from, err);
}
