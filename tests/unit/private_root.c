/* SPDX-License-Identifier: GPL-2.0-or-later */
/* User and mount namespaces: Linux user_namespaces(7), mount_namespaces(7). */
#include "private_root.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* Any folder that is there; its contents are hidden from this process only. */
#define BASE "/tmp"

static void skip(const char *what)
{
	printf("skipped: no private file system here (%s: %s)\n", what, strerror(errno));
	exit(77);
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* The caller becomes the only user there is, root. */
static void map_users(uid_t uid, gid_t gid)
{
	char map[64];

	if (!write_text("/proc/self/setgroups", "deny"))
		skip("setgroups");
	snprintf(map, sizeof(map), "0 %u 1\n", (unsigned int)uid);
	if (!write_text("/proc/self/uid_map", map))
		skip("uid_map");
	snprintf(map, sizeof(map), "0 %u 1\n", (unsigned int)gid);
	if (!write_text("/proc/self/gid_map", map))
		skip("gid_map");
}

static void bring_along(const char *name)
{
	char target[64], link[256];
	struct stat st;
	ssize_t length;

	snprintf(target, sizeof(target), BASE "%s", name);
	if (lstat(name, &st) < 0)
		return;
	if (S_ISLNK(st.st_mode)) {
		length = readlink(name, link, sizeof(link) - 1);
		link[length < 0 ? 0 : length] = '\0';
		if (symlink(link, target) < 0)
			skip(target);
	} else if (mkdir(target, 0755) < 0 ||
		   mount(name, target, "none", MS_BIND | MS_REC, NULL) < 0) {
		skip(name);
	}
}

void private_root_enter(void)
{
	static const char *const names[] = {"/bin", "/sbin", "/lib",  "/lib64",
					    "/usr", "/dev",  "/proc", "/etc"};
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (uid != 0 || unshare(CLONE_NEWNS) < 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
			skip("unshare");
		map_users(uid, gid);
	}
	if (mount(NULL, "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", BASE, "tmpfs", 0, "mode=755") < 0)
		skip("mount");
	umask(022);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		bring_along(names[i]);
	if (chroot(BASE) < 0 || chdir("/") < 0)
		skip("chroot");
}

void private_root_mount(const char *path, unsigned int bytes)
{
	char options[64];

	snprintf(options, sizeof(options), "mode=755,size=%u", bytes);
	if (mkdir(path, 0755) < 0 || mount("tmpfs", path, "tmpfs", 0, options) < 0) {
		perror(path);
		abort();
	}
}

void private_root_freeze(const char *path)
{
	if (mount(NULL, path, "none", MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0) {
		perror(path);
		abort();
	}
}
