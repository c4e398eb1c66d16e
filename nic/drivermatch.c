/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the files that may pick devices by their driver, and reads each with care. */
#include "drivermatch.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivermatch_lines.h"
#include "sysfs.h"

/* Such a file has a few lines; some hundred rules of udev are 50 KiB. */
#define MAX_BYTES ((size_t)1024 * 1024)

static const struct {
	const char *pattern;
	enum drivermatch_syntax syntax;
} places[] = {
	{"/etc/systemd/network/*.network", DRIVERMATCH_SYSTEMD},
	{"/etc/systemd/network/*.network.d/*.conf", DRIVERMATCH_SYSTEMD},
	{"/etc/systemd/network/*.link", DRIVERMATCH_SYSTEMD},
	{"/etc/systemd/network/*.link.d/*.conf", DRIVERMATCH_SYSTEMD},
	{"/run/systemd/network/*.network", DRIVERMATCH_SYSTEMD},
	{"/run/systemd/network/*.network.d/*.conf", DRIVERMATCH_SYSTEMD},
	{"/run/systemd/network/*.link", DRIVERMATCH_SYSTEMD},
	{"/run/systemd/network/*.link.d/*.conf", DRIVERMATCH_SYSTEMD},
	{"/etc/netplan/*.yaml", DRIVERMATCH_NETPLAN},
	{"/etc/NetworkManager/NetworkManager.conf", DRIVERMATCH_NM},
	{"/etc/NetworkManager/conf.d/*.conf", DRIVERMATCH_NM},
	{"/etc/NetworkManager/system-connections/*", DRIVERMATCH_NM},
	{"/etc/udev/rules.d/*.rules", DRIVERMATCH_UDEV},
};

/* A file of /etc takes the place of one of that name in /run; and what netplan has made
 * there of its own file is told by that. */
static bool is_overruled(const char *root, const char *name)
{
	char path[PATH_MAX];

	if (strncmp(name, "/run/", 5) != 0)
		return false;
	if (fnmatch("/run/systemd/network/10-netplan-*", name, 0) == 0)
		return true;
	(void)snprintf(path, sizeof(path), "%s/etc/%s", root, name + 5);
	return access(path, F_OK) == 0;
}

/* Returns how many bytes, or a negative errno; 0 for what is no file: /dev/null, say,
 * which stands for a file that does not count. */
static ssize_t read_text(const char *path, char *ret_text, size_t bytes)
{
	NIC_CLEANUP(sysfs_closep)
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t used = 0;
	struct stat info;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &info) < 0)
		return -errno;
	if (!S_ISREG(info.st_mode))
		return 0;
	while (n > 0 && used < bytes - 1) {
		n = read(fd, ret_text + used, bytes - 1 - used);
		if (n < 0)
			return -errno;
		used += (size_t)n;
	}
	ret_text[used] = '\0';
	return n == 0 ? (ssize_t)used : -EFBIG;
}

static void read_file(struct host *host, const char *root, const char *path,
		      enum drivermatch_syntax syntax, char *text)
{
	const char *name = path + strlen(root);
	ssize_t n;

	if (is_overruled(root, name))
		return;
	n = read_text(path, text, MAX_BYTES);
	if (n > 0)
		drivermatch_lines_read(host, syntax, name, text);
	else if (n < 0 && n != -ENOENT)
		(void)strv_push(
			host->arena, &host->not_read,
			arena_printf(host->arena,
				     "whether '%s' picks devices by their "
				     "driver: %s",
				     name,
				     n == -EACCES ? "needs root" : nic_strerror((int)n)));
}

static int read_place(struct host *host, const char *root, size_t place, char *text)
{
	char pattern[PATH_MAX];
	glob_t found = {0};
	int r;

	(void)snprintf(pattern, sizeof(pattern), "%s%s", root, places[place].pattern);
	r = glob(pattern, 0, NULL, &found);
	for (size_t i = 0; r == 0 && i < found.gl_pathc; i++)
		read_file(host, root, found.gl_pathv[i], places[place].syntax, text);
	globfree(&found);
	return r == GLOB_NOSPACE ? -ENOMEM : 0;
}

int drivermatch_read(struct host *host, const char *root, struct nic_err *err)
{
	char *text = malloc(MAX_BYTES);
	int r = text ? 0 : -ENOMEM;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(places) && r == 0; i++)
		r = read_place(host, root, i, text);
	free(text);
	if (r < 0 || arena_failed(host->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}
