/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs two commands in turn and prints time and peak memory of both, and their ratios.
 *
 *	measure RUNS COMMAND [ARG…] -- REFERENCE [ARG…]
 *
 * In turn, so that whatever else the machine does falls on both. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 1000

struct series {
	char **argv;
	double ms[MAX_RUNS];
	long peak_kib;
};

static double now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void exec_quietly(char **argv)
{
	int null_fd = open("/dev/null", O_WRONLY);

	if (null_fd < 0 || dup2(null_fd, STDOUT_FILENO) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

/* Returns false when the command does not end with 0: such a time says nothing. */
static bool run_once(struct series *series, int run)
{
	double begin_ms = now_ms();
	struct rusage usage;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		exec_quietly(series->argv);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return false;
	series->ms[run] = now_ms() - begin_ms;
	if (usage.ru_maxrss > series->peak_kib)
		series->peak_kib = usage.ru_maxrss;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(struct series *series, int runs)
{
	qsort(series->ms, (size_t)runs, sizeof(series->ms[0]), compare);
	return series->ms[runs / 2];
}

static void print_row(const char *label, const struct series *series, double median_ms)
{
	printf("%-10s %8.2f ms (fastest %.2f)  %6.1f MiB  %s\n", label, median_ms,
	       series->ms[0], (double)series->peak_kib / 1024, series->argv[0]);
}

int main(int argc, char **argv)
{
	static struct series subject, reference;
	double subject_ms, reference_ms;
	int runs = argc > 1 ? atoi(argv[1]) : 0;

	subject.argv = argv + 2;
	for (int i = 2; i < argc - 1; i++) {
		if (strcmp(argv[i], "--") == 0 && !reference.argv) {
			argv[i] = NULL;
			reference.argv = argv + i + 1;
		}
	}
	if (runs < 1 || runs > MAX_RUNS || !reference.argv || !subject.argv[0]) {
		fprintf(stderr,
			"usage: measure RUNS COMMAND [ARG…] -- REFERENCE [ARG…]\n");
		return 2;
	}
	for (int run = 0; run < runs; run++) {
		if (!run_once(&subject, run) || !run_once(&reference, run)) {
			fprintf(stderr, "measure: a command failed\n");
			return 1;
		}
	}
	subject_ms = median(&subject, runs);
	reference_ms = median(&reference, runs);
	print_row("subject", &subject, subject_ms);
	print_row("reference", &reference, reference_ms);
	printf("ratio      %8.2f times the time, %.2f times the memory (%d runs each)\n",
	       subject_ms / reference_ms,
	       (double)subject.peak_kib / (double)reference.peak_kib, runs);
	return 0;
}
