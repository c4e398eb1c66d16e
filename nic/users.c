/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has a device file open that the request would take away. Neither RDMA applications
 * nor clock daemons need show in a reference count: their file descriptors do. */
#include "users.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "chardevs.h"
#include "sysfs.h"

/* The answer about one device, kept: most open files are the same few (/dev/null, …). */
struct verdict {
	dev_t number;
	const char *port;
	const char *module;
	bool counts;
};

struct search {
	struct host *host;
	chardev_module_fn *module_of;
	void *ctx;
	struct chardev_list chardevs;
	struct {
		struct verdict *items;
		size_t n;
	} verdicts;
	bool is_incomplete;
};

/* More references than holders: somebody who is no module uses it. Only modules with
 * details matter for the request. */
static bool has_unknown_users(const struct module *module)
{
	return module->has_details && module->has_refcnt &&
	       module->refcnt > (int64_t)module->holders.n;
}

static const struct module *find_module(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		if (strcmp(host->modules.items[i].name, name) == 0)
			return &host->modules.items[i];
	}
	return NULL;
}

static bool is_search_needed(const struct search *search)
{
	if (search->chardevs.n > 0)
		return true;
	for (size_t i = 0; i < search->host->modules.n; i++) {
		if (has_unknown_users(&search->host->modules.items[i]))
			return true;
	}
	return false;
}

static int judge(struct search *search, dev_t number, struct verdict *ret_verdict)
{
	struct arena *arena = search->host->arena;
	struct verdict *verdict;
	const struct module *module;

	for (size_t i = 0; i < search->verdicts.n; i++) {
		if (search->verdicts.items[i].number == number) {
			*ret_verdict = search->verdicts.items[i];
			return 0;
		}
	}
	verdict = ARENA_PUSH(arena, &search->verdicts);
	if (!verdict)
		return -ENOMEM;
	verdict->number = number;
	verdict->port = chardevs_port(&search->chardevs, number);
	if (search->module_of)
		verdict->module =
			arena_strdup(arena, search->module_of(search->ctx, major(number),
							      minor(number)));
	module = verdict->module ? find_module(search->host, verdict->module) : NULL;
	verdict->counts = verdict->port || (module && has_unknown_users(module));
	*ret_verdict = *verdict;
	return arena_failed(arena) ? -ENOMEM : 0;
}

static bool is_known(const struct host *host, uint32_t pid, const char *path)
{
	for (size_t i = host->users.n; i > 0 && host->users.items[i - 1].pid == pid;
	     i--) {
		if (strcmp(host->users.items[i - 1].path, path) == 0)
			return true;
	}
	return false;
}

static int add_user(struct search *search, uint32_t pid, const char *path,
		    const struct verdict *verdict)
{
	struct host *host = search->host;
	struct device_user *user;
	char comm_path[64], comm[64];

	if (is_known(host, pid, path))
		return 0;
	(void)snprintf(comm_path, sizeof(comm_path), "/proc/%u/comm", pid);
	if (sysfs_read(AT_FDCWD, comm_path, comm, sizeof(comm)) < 0)
		return 0; /* it has ended: no user any more */
	user = ARENA_PUSH(host->arena, &host->users);
	if (!user)
		return -ENOMEM;
	user->pid = pid;
	user->comm = arena_strdup(host->arena, comm);
	user->path = arena_strdup(host->arena, path);
	user->port = verdict->port;
	user->module = verdict->module;
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

/* Only what lies in /dev is looked at closely: stat() of a file on a dead NFS server
 * would hang. */
static int look_at_file(struct search *search, uint32_t pid, int dirfd, const char *name)
{
	char path[PATH_MAX];
	struct verdict verdict;
	struct stat status;
	ssize_t length;
	int r;

	length = readlinkat(dirfd, name, path, sizeof(path) - 1);
	if (length < 0)
		return 0; /* closed a moment ago */
	path[length] = '\0';
	if (strncmp(path, "/dev/", strlen("/dev/")) != 0 ||
	    fstatat(dirfd, name, &status, 0) < 0 || !S_ISCHR(status.st_mode))
		return 0;
	r = judge(search, status.st_rdev, &verdict);
	if (r < 0 || !verdict.counts)
		return r;
	return add_user(search, pid, path, &verdict);
}

static int look_at_process(struct search *search, int proc_fd, const char *pid)
{
	char path[NAME_MAX + sizeof("/fd")];
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s/fd", pid);
	dir = sysfs_opendir(proc_fd, path);
	if (!dir && errno == EACCES)
		search->is_incomplete = true;
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			r = look_at_file(search, (uint32_t)strtoul(pid, NULL, 10),
					 dirfd(dir), entry->d_name);
	}
	return r;
}

static int look_at_processes(struct search *search)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, "/proc");
	const struct dirent *entry;
	int r = 0;

	if (!dir)
		return -errno;
	while (r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			r = look_at_process(search, dirfd(dir), entry->d_name);
	}
	return r;
}

int users_read(struct host *host, chardev_module_fn *module_of, void *ctx,
	       struct nic_err *err)
{
	struct search search = {.host = host, .module_of = module_of, .ctx = ctx};
	int r;

	r = chardevs_of_ports(host, &search.chardevs);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	if (!is_search_needed(&search))
		return 0;
	r = look_at_processes(&search);
	if (r == 0 && search.is_incomplete)
		r = strv_push(
			host->arena, &host->not_read,
			"device files that processes have open: not all could be seen, needs "
			"root (CAP_SYS_PTRACE)");
	return r < 0 ? nic_err_set(err, r, "open device files: %s", nic_strerror(r)) : 0;
}
