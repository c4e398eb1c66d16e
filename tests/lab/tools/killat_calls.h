/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For killat: which system calls leave something behind, in a file, in the kernel's
 * modules, in a driver or in the network. What only reads or talks is none. x86-64 only.
 */
#ifndef KILLAT_CALLS_H
#define KILLAT_CALLS_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>
#include <unistd.h>

static const struct counted {
	long number;
	const char *name;
} counted[] = {
	{SYS_delete_module, "delete_module"},
	{SYS_finit_module, "finit_module"},
	{SYS_init_module, "init_module"},
	{SYS_fsync, "fsync"},
	{SYS_fdatasync, "fdatasync"},
	{SYS_rename, "rename"},
	{SYS_mkdir, "mkdir"},
	{SYS_mkdirat, "mkdirat"},
	{SYS_ftruncate, "ftruncate"},
	{SYS_unlink, "unlink"},
	{SYS_unlinkat, "unlinkat"},
	{SYS_write, "write"},
	{SYS_sendto, "sendto"},
	{SYS_sendmsg, "sendmsg"},
};

/* The file behind @fd; "" when it is none. Valid until the next call. */
static const char *calls_file(pid_t pid, unsigned long long fd)
{
	static char path[256];
	char link[64];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/%d/fd/%llu", (int)pid, fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	return path[0] == '/' ? path : "";
}

/* Files of disks and sysfs; not what the program says, and not what its parts say to each
 * other. */
static bool is_file(pid_t pid, unsigned long long fd)
{
	const char *path = calls_file(pid, fd);

	return fd > 2 && path[0] && strncmp(path, "/dev/", 5) != 0 &&
	       strncmp(path, "/memfd:", 7) != 0;
}

/* The protocol of a netlink socket (NETLINK_ROUTE is 0); -1: it is another socket. */
static int netlink_protocol(pid_t pid, unsigned long long fd)
{
	char link[64], path[64] = "", line[256];
	unsigned long inode = 0, found = 0;
	int protocol = -1, at = -1;
	FILE *file;

	(void)snprintf(link, sizeof(link), "/proc/%d/fd/%llu", (int)pid, fd);
	if (readlink(link, path, sizeof(path) - 1) < 0 ||
	    sscanf(path, "socket:[%lu]", &inode) != 1)
		return -1;
	file = fopen("/proc/net/netlink", "re");
	while (file && protocol < 0 && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%*s %d %*s %*s %*s %*s %*s %*s %*s %lu", &at, &found) ==
			    2 &&
		    found == inode)
			protocol = at;
	}
	if (file)
		(void)fclose(file);
	return protocol;
}

/* Generic netlink: is it one of ethtool's orders to set something? Source:
 * ETHTOOL_MSG_... of linux/ethtool_netlink.h, where GET and SET follow each other. */
static bool is_ethtool_set(unsigned int command)
{
	return command == 3 || command == 5 ||
	       (command >= 8 && command <= 24 && command % 2 == 0) || command == 30;
}

/* @message: address of the request in the process. */
static bool is_change(pid_t pid, int protocol, unsigned long message)
{
	union {
		long words[3];
		struct {
			struct nlmsghdr head;
			unsigned char command;
		} request;
	} seen;

	for (size_t i = 0; i < 3; i++)
		seen.words[i] =
			ptrace(PTRACE_PEEKDATA, pid, message + i * sizeof(long), NULL);
	if (protocol == NETLINK_GENERIC)
		return is_ethtool_set(seen.request.command);
	/* RTM_NEW..., RTM_DEL..., RTM_GET..., RTM_SET... */
	return protocol == NETLINK_ROUTE && seen.request.head.nlmsg_type >= 16 &&
	       seen.request.head.nlmsg_type % 4 != 2;
}

static bool sends_change(pid_t pid, const struct user_regs_struct *regs)
{
	int protocol = netlink_protocol(pid, regs->rdi);
	unsigned long message = regs->rsi;

	if (protocol < 0)
		return false;
	if (regs->orig_rax ==
	    SYS_sendmsg) { /* struct msghdr, its third word: the iovec */
		message =
			(unsigned long)ptrace(PTRACE_PEEKDATA, pid, regs->rsi + 16, NULL);
		message = (unsigned long)ptrace(PTRACE_PEEKDATA, pid, message, NULL);
	}
	return is_change(pid, protocol, message);
}

/* The name of the call at which @pid stands; NULL: it does not count. */
static const char *calls_counted(pid_t pid, const struct user_regs_struct *regs)
{
	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
		if (counted[i].number != (long)regs->orig_rax)
			continue;
		if (counted[i].number == SYS_write && !is_file(pid, regs->rdi))
			return NULL;
		if ((counted[i].number == SYS_sendto ||
		     counted[i].number == SYS_sendmsg) &&
		    !sends_change(pid, regs))
			return NULL;
		return counted[i].name;
	}
	return NULL;
}

#endif
