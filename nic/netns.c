/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other network namespaces: finding them, and working in each from another thread. */
#include "netns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sysfs.h"

struct job {
	struct netns_list *list;
	netns_work_fn *work;
	void *ctx;
	struct nic_err *err;
	int result;
};

uint64_t netns_inode(const char *text)
{
	static const char start[] = "net:[";
	uint64_t inode;
	const char *end;

	if (strncmp(text, start, strlen(start)) != 0)
		return 0;
	end = sysfs_take_number(text + strlen(start), &inode);
	return end && strcmp(end, "]") == 0 ? inode : 0;
}

static int add(struct netns_list *list, struct arena *arena, uint64_t inode,
	       const char *name, const char *path)
{
	struct netns *found;

	found = ARENA_PUSH(arena, list);
	if (!found)
		return -ENOMEM;
	found->inode = inode;
	found->name = name;
	found->path = path;
	return arena_failed(arena) ? -ENOMEM : 0;
}

static struct netns *find(const struct netns_list *list, uint64_t inode)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].inode == inode)
			return &list->items[i];
	}
	return NULL;
}

/* "blue" for /run/netns/blue, the whole path for what is mounted elsewhere. */
static const char *name_of_mount(const char *where)
{
	static const char *const folders[] = {"/run/netns/", "/var/run/netns/"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(folders); i++) {
		if (strncmp(where, folders[i], strlen(folders[i])) == 0)
			return where + strlen(folders[i]);
	}
	return where;
}

int netns_add_mount(struct netns_list *list, struct arena *arena,
		    const struct mount_entry *entry)
{
	uint64_t inode;
	const char *path;
	struct netns *known;

	if (strcmp(entry->type, "nsfs") != 0)
		return 0;
	inode = netns_inode(entry->root);
	known = find(list, inode);
	/* One namespace may be mounted twice: `ip netns` users know it by its short name.
	 */
	if (inode == 0 || (known && name_of_mount(entry->where) == entry->where))
		return 0;
	path = arena_strdup(arena, entry->where);
	if (!path)
		return -ENOMEM;
	if (!known)
		return add(list, arena, inode, name_of_mount(path), path);
	known->name = name_of_mount(path);
	known->path = path;
	return 0;
}

static int add_process(struct netns_list *list, struct arena *arena, int proc_fd,
		       const char *pid)
{
	char path[NAME_MAX + sizeof("/ns/net")], link[64];
	struct netns *known;
	uint64_t inode;
	ssize_t length;

	(void)snprintf(path, sizeof(path), "%s/ns/net", pid);
	length = readlinkat(proc_fd, path, link, sizeof(link) - 1);
	if (length < 0) {
		if (errno == EACCES || errno == EPERM)
			list->is_incomplete = true;
		return 0; /* or gone a moment ago */
	}
	link[length] = '\0';
	inode = netns_inode(link);
	known = find(list, inode);
	/* Who looks for a container knows its processes, not where its runtime mounts it.
	 */
	if (inode == 0 || (known && known->name[0] != '/'))
		return 0;
	if (!known)
		return add(list, arena, inode, arena_printf(arena, "pid:%s", pid),
			   arena_printf(arena, "/proc/%s/ns/net", pid));
	known->name = arena_printf(arena, "pid:%s", pid);
	return known->name ? 0 : -ENOMEM;
}

int netns_add_processes(struct netns_list *list, struct arena *arena, struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, "/proc");
	const struct dirent *entry;
	int r;

	if (!dir)
		return nic_err_set(err, -errno, "/proc: %s", nic_strerror(errno));
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		r = add_process(list, arena, dirfd(dir), entry->d_name);
		if (r < 0)
			return nic_err_set(err, r, "out of memory");
	}
	return 0;
}

/* Enters the namespace if it is still the one that was found (a pid may have been given
 * to another process since). Returns 0, -ESTALE or the errno of setns(2). */
static int enter(const struct netns *netns)
{
	NIC_CLEANUP(sysfs_closep) int fd = open(netns->path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0 || status.st_ino != netns->inode)
		return -ESTALE;
	return setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

static int work_in(const struct job *job, const struct netns *netns)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	int r;

	r = enter(netns);
	if (r == -EPERM)
		job->list->is_incomplete = true;
	if (r < 0)
		return 0;
	r = netlink_open(NETLINK_ROUTE, &sock, job->err);
	if (r == 0)
		r = job->work(sock, netns->name, job->ctx, job->err);
	return r < 0 ? nic_err_wrap(job->err, r, "network namespace '%s'", netns->name)
		     : 0;
}

static void *run(void *arg)
{
	struct job *job = arg;

	for (size_t i = 0; i < job->list->n && job->result == 0; i++) {
		if (job->list->items[i].inode != job->list->own_inode)
			job->result = work_in(job, &job->list->items[i]);
	}
	return NULL;
}

static bool has_others(const struct netns_list *list)
{
	return list->n > 1 || (list->n == 1 && list->items[0].inode != list->own_inode);
}

int netns_find_own(struct netns_list *list, struct nic_err *err)
{
	struct stat own;

	/* Of the thread, not of the process: the caller may have changed its own. */
	if (stat("/proc/thread-self/ns/net", &own) < 0)
		return nic_err_set(err, -errno, "/proc/thread-self/ns/net: %s",
				   nic_strerror(errno));
	list->own_inode = own.st_ino;
	return 0;
}

int netns_each(struct netns_list *list, netns_work_fn *work, void *ctx,
	       struct nic_err *err)
{
	struct job job = {.list = list, .work = work, .ctx = ctx, .err = err};
	pthread_t thread;
	int r;

	if (!has_others(list))
		return 0;
	r = pthread_create(&thread, NULL, run, &job);
	if (r == 0)
		r = pthread_join(thread, NULL);
	if (r != 0)
		return nic_err_set(err, -r, "thread for other namespaces: %s",
				   nic_strerror(r));
	return job.result;
}

struct visit {
	const char *name;
	int (*fn)(void *ctx);
	void *ctx;
	int result;
};

/* The other way round of the names that are given above. */
static int open_named(const char *name)
{
	static const char process[] = "pid:";
	char path[PATH_MAX];

	if (strncmp(name, process, strlen(process)) == 0)
		(void)snprintf(path, sizeof(path), "/proc/%s/ns/net",
			       name + strlen(process));
	else
		(void)snprintf(path, sizeof(path), "%s%s",
			       name[0] == '/' ? "" : "/run/netns/", name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void *run_visit(void *arg)
{
	struct visit *visit = arg;
	NIC_CLEANUP(sysfs_closep) int fd = open_named(visit->name);

	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		visit->result = -errno;
	else
		visit->result = visit->fn(visit->ctx);
	return NULL;
}

int netns_call(const char *name, int (*fn)(void *ctx), void *ctx)
{
	struct visit visit = {.name = name, .fn = fn, .ctx = ctx};
	pthread_t thread;
	int r;

	if (!name)
		return fn(ctx);
	r = pthread_create(&thread, NULL, run_visit, &visit);
	if (r == 0)
		r = pthread_join(thread, NULL);
	return r ? -r : visit.result;
}
