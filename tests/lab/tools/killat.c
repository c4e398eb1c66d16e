/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kills a program, or sends it a signal, at its N-th system call that leaves something
 * behind.
 *
 * usage: killat N PROGRAM [ARGUMENT]...
 *        killat N -s SIGNAL PROGRAM [ARGUMENT]...
 *        killat N -c COMMAND PROGRAM [ARGUMENT]...
 *        killat each -c COMMAND PROGRAM [ARGUMENT]...
 *        killat steps -c COMMAND PROGRAM [ARGUMENT]...
 *
 * Counted are the calls of killat_calls.h, of the program and its children, each twice:
 * before the kernel carries it out, and after. At the N-th such moment the program gets
 * SIGKILL, which before the call means that it is not carried out. Ends with 0 and a line
 * on standard error when it has killed, with 3 when the program came to its end before
 * that, and with 2 when it could not do its work. With -c, the shell runs COMMAND at that
 * moment, before the SIGKILL, while the program stands still: a power cut, say. With
 * `each`, it runs at every moment, with the moment's number as $1, its name as $2 and, of
 * a write, the file as $3, and nothing is killed; with `steps` only where modules come
 * and go, and ports are bound and unbound. With -s (INT, TERM, HUP, or PTY), the program
 * gets that signal instead, with all of its process group, as from a terminal's keyboard;
 * PTY: it runs on a terminal, which is closed at that moment. It then goes on to its end,
 * and its status (128 and the signal when one ended it) is killat's; 30: the moment did
 * not come. x86-64 only. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "killat_calls.h"

/* A process is stopped at the begin and at the end of each call in turn. */
#define MOST_PROCESSES 64
static struct process {
	pid_t pid;
	bool is_inside;
} processes[MOST_PROCESSES];

static const char *command; /* NULL: none */
static bool is_at_each, is_at_steps;

static const char *signal_name; /* NULL: it is killed */
static bool was_sent;
static pid_t group;
static int terminal = -1; /* the other end of the program's */

static void fail(const char *what)
{
	fprintf(stderr, "killat: %s: %s\n", what, strerror(errno));
	exit(2);
}

static struct process *process_of(pid_t pid)
{
	for (size_t i = 0; i < MOST_PROCESSES; i++) {
		if (processes[i].pid == pid || !processes[i].pid) {
			processes[i].pid = pid;
			return &processes[i];
		}
	}
	errno = E2BIG;
	fail("too many processes");
	return NULL;
}

/* Not to be carried out: the kernel looks for the signal only after it. */
static void cancel_call(pid_t pid)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
		fail("PTRACE_GETREGS");
	regs.orig_rax = (unsigned long long)-1;
	if (ptrace(PTRACE_SETREGS, pid, NULL, &regs) < 0)
		fail("PTRACE_SETREGS");
}

static void run_command(long moment, const char *name, bool is_inside, const char *file)
{
	char number[24], where[64];
	int status;
	pid_t shell;

	(void)snprintf(number, sizeof(number), "%ld", moment);
	(void)snprintf(where, sizeof(where), "%s %s", is_inside ? "before" : "after",
		       name);
	shell = fork();
	if (shell < 0)
		fail("fork");
	if (shell == 0) {
		execl("/bin/sh", "sh", "-c", command, "killat", number, where, file,
		      (char *)NULL);
		fail("/bin/sh");
	}
	if (waitpid(shell, &status, 0) != shell || status != 0) {
		errno = ECHILD;
		fail(command);
	}
}

static void kill_all(pid_t pid, long moment, const char *name, bool is_inside)
{
	if (command)
		run_command(moment, name, is_inside, "");
	if (is_inside)
		cancel_call(pid);
	fprintf(stderr, "killat: killed at %ld, %s %s\n", moment,
		is_inside ? "before" : "after", name);
	for (size_t i = 0; i < MOST_PROCESSES && processes[i].pid; i++)
		(void)kill(processes[i].pid, SIGKILL);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	exit(0);
}

static int signal_number(const char *name)
{
	return strcmp(name, "INT") == 0	   ? SIGINT
	       : strcmp(name, "TERM") == 0 ? SIGTERM
					   : SIGHUP;
}

static void send_signal(long moment, const char *name, bool is_inside)
{
	was_sent = true;
	if (terminal >= 0) {
		(void)close(terminal);
		terminal = -1;
	} else if (kill(-group, signal_number(signal_name)) < 0) {
		fail("kill");
	}
	fprintf(stderr, "killat: %s at %ld, %s %s\n", signal_name, moment,
		is_inside ? "before" : "after", name);
}

/* What the program says on its terminal; else it would wait for a reader. */
static void drain_terminal(void)
{
	char text[4096];
	ssize_t got;

	while (terminal >= 0 && (got = read(terminal, text, sizeof(text))) > 0)
		(void)!write(STDOUT_FILENO, text, (size_t)got);
}

static bool is_step(const char *name, const char *file)
{
	static const char drivers[] = "/sys/bus/pci/drivers/";

	return strstr(name, "_module") || strncmp(file, drivers, strlen(drivers)) == 0;
}

static void at_call(pid_t pid, long *moment, long wanted)
{
	struct process *process = process_of(pid);
	struct user_regs_struct regs;
	const char *name, *file = "";

	process->is_inside = !process->is_inside;
	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
		return; /* it has been killed by somebody else */
	name = calls_counted(pid, &regs);
	if (!name)
		return;
	++*moment;
	if (regs.orig_rax == SYS_write)
		file = calls_file(pid, regs.rdi);
	if (is_at_each && (!is_at_steps || is_step(name, file)))
		run_command(*moment, name, process->is_inside, file);
	else if (!is_at_each && *moment == wanted && signal_name)
		send_signal(*moment, name, process->is_inside);
	else if (!is_at_each && *moment == wanted)
		kill_all(pid, *moment, name, process->is_inside);
}

/* Returns the signal to pass on to the process. */
static int at_stop(pid_t pid, int status, long *moment, long wanted)
{
	int signal = WSTOPSIG(status);

	if (signal == (SIGTRAP | 0x80)) {
		at_call(pid, moment, wanted);
		return 0;
	}
	if (status >> 16 || signal == SIGTRAP)
		return 0; /* an event of ptrace */
	if (signal == SIGSTOP && !process_of(pid)->is_inside)
		return 0; /* the first stop of a new child */
	return signal;
}

/* The program has ended. */
static int judge_end(int status, long moment)
{
	drain_terminal();
	if (!was_sent)
		fprintf(stderr, "killat: ended by itself after %ld\n", moment);
	if (WIFEXITED(status))
		fprintf(stderr, "killat: its status was %d\n", WEXITSTATUS(status));
	if (!signal_name)
		return 3;
	if (!was_sent)
		return 30;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int trace(pid_t program, long wanted)
{
	long moment = 0;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			int signal = at_stop(pid, status, &moment, wanted);

			drain_terminal();
			(void)ptrace(PTRACE_SYSCALL, pid, NULL, signal);
		} else if (pid == program) {
			return judge_end(status, moment);
		}
	}
	fail("waitpid");
	return 2;
}

static void open_terminal(void)
{
	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0)
		fail("/dev/ptmx");
}

/* In the program's process: a group of its own, or a session on the terminal. */
static void settle_in(void)
{
	int fd;

	if (terminal < 0) {
		(void)setpgid(0, 0);
		return;
	}
	fd = setsid() < 0 ? -1 : open(ptsname(terminal), O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) < 0)
		fail("the terminal");
	for (int i = 0; i <= STDERR_FILENO; i++)
		(void)dup2(fd, i);
	(void)close(fd);
}

static void run_program(char **argv)
{
	if (signal_name)
		settle_in();
	(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	(void)raise(SIGSTOP);
	execvp(argv[0], argv);
	fail(argv[0]);
}

int main(int argc, char **argv)
{
	long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		       PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
	pid_t program;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: killat N PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	if (argc > 4 && strcmp(argv[2], "-c") == 0) {
		command = argv[3];
		argv[3] = argv[1];
		argv += 2;
	} else if (argc > 4 && strcmp(argv[2], "-s") == 0) {
		signal_name = argv[3];
		argv[3] = argv[1];
		argv += 2;
		if (strcmp(signal_name, "PTY") == 0)
			open_terminal();
	}
	is_at_steps = command && strcmp(argv[1], "steps") == 0;
	is_at_each = is_at_steps || (command && strcmp(argv[1], "each") == 0);
	program = fork();
	if (program < 0)
		fail("fork");
	if (program == 0)
		run_program(argv + 2);
	group = program;
	if (waitpid(program, &status, 0) != program || !WIFSTOPPED(status))
		fail("waitpid");
	(void)process_of(program);
	if (ptrace(PTRACE_SETOPTIONS, program, NULL, options) < 0)
		fail("PTRACE_SETOPTIONS");
	(void)ptrace(PTRACE_SYSCALL, program, NULL, 0);
	return trace(program, strtol(argv[1], NULL, 10));
}
