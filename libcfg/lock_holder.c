/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks /proc. /proc/locks does not do: it leaves out a lock whose taker is dead. */
#include "lock_holder.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Reads /proc/@pid/@name as a text, cut if need be. Returns its length; 0: it cannot be
 * read. */
static size_t read_text(long pid, const char *name, char *text, size_t bytes)
{
	char path[64];
	ssize_t got = 0;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = read(fd, text, bytes - 1);
		(void)close(fd); /* nothing was written */
	}
	text[got > 0 ? got : 0] = '\0';
	return got > 0 ? (size_t)got : 0;
}

/* The names of files are compared, nothing is asked of the files: one on a server that is
 * gone would not answer. */
static bool holds_with(long pid, int fds, const char *fd, const char *path)
{
	char target[PATH_MAX], name[64], text[1024];
	ssize_t length = readlinkat(fds, fd, target, sizeof(target) - 1);

	if (length <= 0)
		return false;
	target[length] = '\0';
	(void)snprintf(name, sizeof(name), "fdinfo/%.16s", fd);
	return strcmp(target, path) == 0 && read_text(pid, name, text, sizeof(text)) &&
	       strstr(text, "FLOCK");
}

static bool holds(long pid, const char *path)
{
	const struct dirent *entry;
	bool found = false;
	char name[64];
	DIR *dir;

	(void)snprintf(name, sizeof(name), "/proc/%ld/fd", pid);
	dir = opendir(name);
	while (dir && !found && (entry = readdir(dir)))
		found = holds_with(pid, dirfd(dir), entry->d_name, path);
	if (dir)
		(void)closedir(dir);
	return found;
}

/* @ticks: since the machine was started. */
static void add_since(uint64_t ticks, struct lock_holder *holder)
{
	struct timespec now = {0}, up = {0};
	time_t began;
	struct tm utc;

	/* these clocks cannot fail */
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)clock_gettime(CLOCK_BOOTTIME, &up);
	began = now.tv_sec - up.tv_sec + (time_t)(ticks / (uint64_t)sysconf(_SC_CLK_TCK));
	if (gmtime_r(&began, &utc))
		(void)strftime(holder->since, sizeof(holder->since), "%Y-%m-%dT%H:%M:%SZ",
			       &utc);
}

/* State and begin are the third and the 22nd word; the second may hold blanks and
 * brackets. Source: proc(5). */
static void add_state(long pid, struct lock_holder *holder)
{
	char text[1024], *at;
	uint64_t ticks;

	if (!read_text(pid, "stat", text, sizeof(text)))
		return;
	at = strrchr(text, ')');
	if (!at || at[1] != ' ' || !at[2])
		return;
	holder->state = at[2];
	at++; /* before the third word */
	for (int i = 3; at && i < 22; i++)
		at = strchr(at + 1, ' ');
	if (at && sscanf(at, " %" SCNu64, &ticks) == 1)
		add_since(ticks, holder);
}

static struct lock_holder describe(long pid)
{
	struct lock_holder holder = {.pid = pid, .state = '?'};
	size_t length = read_text(pid, "cmdline", holder.command, sizeof(holder.command));

	for (size_t i = 0; i + 1 < length; i++) {
		if (!holder.command[i])
			holder.command[i] = ' ';
	}
	add_state(pid, &holder);
	return holder;
}

bool lock_holder_find(const char *path, long first, struct lock_holder *ret_holder)
{
	char *real = realpath(path, NULL);
	DIR *dir = real ? opendir("/proc") : NULL;
	const struct dirent *entry;
	bool found = false;

	while (dir && (entry = readdir(dir))) {
		long pid = strtol(entry->d_name, NULL, 10);
		struct lock_holder holder;

		if (pid <= 0 || !holds(pid, real))
			continue;
		holder = describe(pid);
		if (!found || pid == first || holder.state == 'D')
			*ret_holder = holder;
		found = true;
		if (pid == first)
			break;
	}
	if (dir)
		(void)closedir(dir);
	free(real);
	return found;
}
