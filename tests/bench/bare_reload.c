/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bare system calls of a reload, and the time they take: the reference for nicctl's
 *gap.
 *
 *	bare_reload remove:NAME… fd:FILE… image:FILE…
 *
 * Carried out in the given order: delete_module(2), finit_module(2) of an open file, or
 * init_module(2) of a file read beforehand. Prints the microseconds from first to last.
*/
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_STEPS 32

struct step {
	enum { REMOVE, INSERT_FD, INSERT_IMAGE } op;
	const char *name;
	int fd;
	void *image;
	size_t bytes;
};

static bool read_image(struct step *step)
{
	struct stat st;

	if (fstat(step->fd, &st) < 0)
		return false;
	step->bytes = (size_t)st.st_size;
	step->image = malloc(step->bytes);
	return step->image && read(step->fd, step->image, step->bytes) == st.st_size;
}

static bool prepare(struct step *step, const char *text)
{
	const char *colon = strchr(text, ':');

	if (!colon)
		return false;
	step->name = colon + 1;
	if (strncmp(text, "remove:", 7) == 0) {
		step->op = REMOVE;
		return true;
	}
	step->op = strncmp(text, "fd:", 3) == 0 ? INSERT_FD : INSERT_IMAGE;
	step->fd = open(step->name, O_RDONLY | O_CLOEXEC);
	return step->fd >= 0 && (step->op == INSERT_FD || read_image(step));
}

static long carry_out(const struct step *step)
{
	switch (step->op) {
	case REMOVE:
		return syscall(SYS_delete_module, step->name, O_NONBLOCK);
	case INSERT_FD:
		return syscall(SYS_finit_module, step->fd, "", 0);
	case INSERT_IMAGE:
		return syscall(SYS_init_module, step->image, step->bytes, "");
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct step steps[MAX_STEPS] = {0};
	struct timespec begin, end;

	if (argc < 2 || argc > MAX_STEPS)
		return 2;
	for (int i = 1; i < argc; i++) {
		if (!prepare(&steps[i], argv[i])) {
			fprintf(stderr, "bare_reload: %s: %s\n", argv[i],
				strerror(errno));
			return 1;
		}
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &begin); /* cannot fail for this clock */
	for (int i = 1; i < argc; i++) {
		if (carry_out(&steps[i]) < 0) {
			fprintf(stderr, "bare_reload: %s: %s\n", argv[i],
				strerror(errno));
			return 1;
		}
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%lld\n", (long long)(end.tv_sec - begin.tv_sec) * 1000000 +
				 (end.tv_nsec - begin.tv_nsec) / 1000);
	return 0;
}
