/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders that are gone after the test. */
#include "temp_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(int is_good, const char *what)
{
	if (!is_good) {
		perror(what);
		abort();
	}
}

char *temp_dir_make(void)
{
	char in_memory[] = "/dev/shm/nicctl-test-XXXXXX";
	char on_disk[] = "/tmp/nicctl-test-XXXXXX";
	const char *path = mkdtemp(in_memory);
	char *copy;

	if (!path)
		path = mkdtemp(on_disk);
	must(path != NULL, "mkdtemp");
	copy = strdup(path);
	must(copy != NULL, "strdup");
	return copy;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void temp_dir_remove(char *path)
{
	if (!path)
		return;
	(void)nftw(path, remove_one, 16,
		   FTW_DEPTH | FTW_PHYS); /* what is left is small */
	free(path);
}

void temp_dir_removep(char **path)
{
	temp_dir_remove(*path);
	*path = NULL;
}

void temp_file(const char *dir, const char *name, unsigned int mode, const char *text)
{
	char path[512];
	size_t bytes = strlen(text);
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	must(fd >= 0, path);
	must(write(fd, text, bytes) == (ssize_t)bytes, path);
	must(fchmod(fd, mode) == 0, path);
	close(fd);
}

void temp_folders(const char *root, const char *path)
{
	char whole[PATH_MAX];

	for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		snprintf(whole, sizeof(whole), "%s/%.*s", root, (int)(at - path), path);
		must(mkdir(whole, 0755) == 0 || errno == EEXIST, whole);
	}
}

void temp_file_below(const char *root, const char *path, unsigned int mode,
		     const char *text)
{
	temp_folders(root, path);
	temp_file(root, path, mode, text);
}
