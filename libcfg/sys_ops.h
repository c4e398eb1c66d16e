/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine as the core sees it: a small table of operations.
 *
 * The program fills it with the real thing (kmod/, nic/), the tests with fakes; no other
 * code of libcfg touches modules, devices or the network. Every operation returns 0 or a
 * negative errno and writes the cause into @err (never NULL). @ctx is the
 * implementation's own. */
#ifndef NICCTL_SYS_OPS_H
#define NICCTL_SYS_OPS_H

#include <stdint.h>

#include "host.h"
#include "netdiff.h"

/* Which facts are wanted. Always: the kernel, all modules without details, all ports,
 * network devices, default routes, sessions and RDMA devices. Details of modules, their
 * files and what modprobe's configuration says of them:
 * - with @target: of it, its holders (transitively) and the modules any of these depends
 * on;
 * - with @everything: of all loaded modules;
 * - with neither: of the modules that drive a port.
 * @replacement: this file is read too, with the files of modules it depends on, and the
 * symbols it needs of the kernel image are looked up. NULL: none.
 * @beside: name of a module; its details if it is loaded, else the same of the file that
 * modprobe would load for it. NULL: none. Strings are borrowed.
 * @load_first: the same of these modules, and of what they depend on.
 * @firmware: versions of drivers and firmware too, of the ports of @target and @beside or
 * of all; asking some cards takes milliseconds. */
struct facts_query {
	const char *target;
	const char *replacement;
	const char *beside;
	struct strv load_first;
	bool everything;
	bool firmware;
	bool live_only; /* what is loaded and present now; no files, no configuration */
	/* Connections to these local ports are sessions, as in struct request; none: 22.
	 */
	struct strv admin_tcp_ports;
};

/* A module file, opened, uncompressed and held in memory: what was checked is what is
 * loaded, and the insertion needs no disk. */
struct modimage;

/* A PCI function that is moved, and what proves that it is the one that was meant: every
 * operation on it looks again, and answers -ESTALE when it is another one. */
struct pci_function {
	const char *address;
	uint32_t vendor, device;
	const char *physfn;	   /* the PF of which it is a VF; NULL: it is none */
	const char *permanent_mac; /* of its network device, compared when there is one;
				      NULL: not compared */
};

/* Longer names of drivers are no names: they do not fit into a module. */
#define PCI_DRIVER_BYTES 64

struct pci_function_state {
	char driver[PCI_DRIVER_BYTES];	 /* "": none */
	char override[PCI_DRIVER_BYTES]; /* driver_override; "": empty */
};

enum probe_kind {
	PROBE_CARRIER,	 /* a network device is up and has carrier */
	PROBE_NEIGHBOUR, /* somebody on the link answers a request (ARP, IPv6 ND) */
	PROBE_ROUTE,	 /* the kernel would send to an address over that device */
	PROBE_RDMA,	 /* an RDMA device is active */
};

/* One thing to look at on a path that must not break. */
struct probe_point {
	enum probe_kind kind;
	const char *netns;  /* as in struct netdev */
	uint32_t ifindex;   /* but for PROBE_RDMA: the device it is about */
	const char *target; /* address, or name of the RDMA device; NULL: PROBE_CARRIER */
};

struct sys_ops {
	void *ctx;

	/* Collects the facts. What cannot be read for lack of privilege is noted in
	 * host->not_read and is no error. The caller frees *@ret_host. */
	int (*collect)(void *ctx, const struct facts_query *query, struct host **ret_host,
		       struct nic_err *err);

	/* Holds the file at @path ready for insertion and reads its build id again:
	 * -ESTALE when it is not @build_id (NULL: any) any more. The caller closes it. */
	int (*image_open)(void *ctx, const char *path, const char *build_id,
			  struct modimage **ret_image, struct nic_err *err);
	void (*image_close)(void *ctx, struct modimage *image);

	/* insert, remove, function_unbind and function_bind: -ETIME when the kernel has
	 * not come back within a time limit. The call goes on; whatever may wait for it
	 * must not be tried any more.
	 */

	/* Loads the module; returns when its init function has. @params: "a=1 b=2", may
	 * be "". -EEXIST: a module of that name is there already. */
	int (*insert)(void *ctx, const struct modimage *image, const char *params,
		      struct nic_err *err);

	/* delete_module(2) with O_NONBLOCK, once. -EWOULDBLOCK: in use, -ENOENT: not
	 * loaded. */
	int (*remove)(void *ctx, const char *module, struct nic_err *err);

	/* Keeps everybody else (udev, modprobe, the kernel's own requests) from loading
	 * @modules until allow_loading(); insert() is not affected. @why: for who comes
	 * across it. Returns when those who were about to load one are done. */
	int (*block_loading)(void *ctx, const char *why, const struct strv *modules,
			     struct nic_err *err);

	/* Ends that, also what another process has left over. 0 when there is nothing. */
	int (*allow_loading)(void *ctx, struct nic_err *err);

	/* Keeps the note which file a module was loaded from, for as long as the machine
	 * runs, so that a later change knows what to come back to. */
	int (*remember)(void *ctx, const char *module, const char *path,
			struct nic_err *err);

	/* Writes a parameter of a loaded module and reads it again. -EACCES: it cannot be
	 * written, -EIO: it reads otherwise afterwards. */
	int (*set_param)(void *ctx, const char *module, const char *name,
			 const char *value, struct nic_err *err);

	/* Which driver a PCI function has, and its driver_override. */
	int (*function_state)(void *ctx, const struct pci_function *function,
			      struct pci_function_state *ret_state, struct nic_err *err);

	/* Writes driver_override; @driver "": empties it. */
	int (*function_override)(void *ctx, const struct pci_function *function,
				 const char *driver, struct nic_err *err);

	/* Takes the function away from @driver. If it has a network device, that must be
	 * in the caller's namespace and have the right permanent MAC. -EBUSY: it has VFs.
	 */
	int (*function_unbind)(void *ctx, const struct pci_function *function,
			       const char *driver, struct nic_err *err);

	/* Gives the function, which has no driver, to @driver; returns when its probe
	 * has, and the function is bound to it. -ENOENT: there is no such driver. */
	int (*function_bind)(void *ctx, const struct pci_function *function,
			     const char *driver, struct nic_err *err);

	/* Sets a network device of the caller's namespace up. -EAGAIN: not yet, udev may
	 * still rename it. */
	int (*set_up)(void *ctx, uint32_t ifindex, struct nic_err *err);

	/* The network state of the ports at these addresses. @again: what was captured
	 * before, whose children and masters are looked for, too; NULL: nothing. The
	 * caller frees *@ret_state. */
	int (*net_capture)(void *ctx, const struct strv *ports,
			   const struct netstate *again, struct netstate **ret_state,
			   struct nic_err *err);

	/* What the ports at these addresses offer: see struct wish_input. The caller
	 * frees *@ret_limits. */
	int (*net_limits)(void *ctx, const struct strv *ports,
			  struct netstate **ret_limits, struct nic_err *err);

	/* Takes one difference to @before back. */
	int (*net_repair)(void *ctx, const struct netstate *before,
			  const struct net_difference *difference, struct nic_err *err);

	/* Sets @n settings of one device and one group to what their differences say was
	 * before, in one request. On failure, all or part of them may not be set.
	 * -EOPNOTSUPP: this group is set one by one. NULL: so is every group. */
	int (*net_set_together)(void *ctx, const struct net_difference *differences,
				size_t n, struct nic_err *err);

	/* Looks at each of @points, at all of them together: once, but for the
	 * neighbours, who get a request and @timeout_ms to answer it. @ret_passed: one
	 * for each. What it takes (sockets) is kept until probe_end(). */
	int (*probe)(void *ctx, const struct probe_point *points, size_t n,
		     int timeout_ms, bool *ret_passed, struct nic_err *err);
	void (*probe_end)(void *ctx);

	/* From watch_begin() to watch_end() device events are kept; watch_wait() returns
	 * 0 as soon as one has come in (and takes it), -ETIMEDOUT after @timeout_ms. */
	int (*watch_begin)(void *ctx, struct nic_err *err);
	int (*watch_wait)(void *ctx, int timeout_ms, struct nic_err *err);
	void (*watch_end)(void *ctx);

	/* Monotonic clock. */
	int64_t (*now_us)(void *ctx);
};

#endif
