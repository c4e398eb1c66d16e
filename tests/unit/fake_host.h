/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds hosts for tests, a fact at a time. Memory running out ends the test program.
 *
 * Pointers that these functions return are good until the next element is added to the
 * same list. Strings are copied. Where a module is named, it must have been added. */
#ifndef NICCTL_FAKE_HOST_H
#define NICCTL_FAKE_HOST_H

#include "host.h"

#define FAKE_RELEASE "6.1.0-56-amd64"
#define FAKE_VERMAGIC FAKE_RELEASE " SMP preempt mod_unload modversions "

/* A machine that can load modules, with none loaded. The caller frees it. */
struct host *fake_host(void);

/* The incident of the README: irdma holds ice and i40e; eno1 on i40e has the default
 * route; ens1f0 and ens1f1 are ice's; irdma0 stands on the first of them. @release:
 * "6.1", or "6.12", where ice also needs gnss and libie, and i40e libie. */
struct host *fake_incident(const char *release);

/* A loaded module without holders, proven to come from a file of its own. */
struct module *fake_module(struct host *host, const char *name);

/* A good file of the module @name, which need not be loaded. */
struct modfile *fake_file(struct host *host, const char *name, const char *path);

/* The file of the loaded module @name. */
struct modfile *fake_file_of(struct host *host, const char *name);

/* A copy of the file of @name at @path, as a rebuild from the same source would be. */
struct modfile *fake_rebuild(struct host *host, const char *name, const char *path);

/* @holder uses @held: holders, reference count, depends and one symbol of the two files.
 * Add what @held needs before, so that @holder's modules.dep line is complete. */
void fake_hold(struct host *host, const char *holder, const char *held);

/* A parameter of @module and of its file. @type and @value may be NULL. */
void fake_param(struct host *host, const char *module, const char *name, const char *type,
		const char *value);

void fake_need(struct host *host, struct modfile *file, const char *symbol, uint32_t crc);
void fake_offer(struct host *host, struct modfile *file, const char *symbol,
		uint32_t crc);

/* The settings of modprobe.d for @module; made when there are none. */
struct modconf *fake_conf(struct host *host, const char *module);

/* A PCI function driven by the module @driver (NULL: by none). */
struct port *fake_port(struct host *host, const char *address, const char *driver);

/* A network device; @port NULL: a virtual one. */
struct netdev *fake_netdev(struct host *host, const char *name, uint32_t ifindex,
			   const char *port);
void fake_route(struct host *host, uint32_t ifindex);
void fake_session(struct host *host, const char *peer, uint32_t ifindex);
struct way *fake_way(struct host *host, const char *to, uint32_t ifindex);

/* A @what at "/srv" of @server (may be NULL). */
struct network_use *fake_use(struct host *host, const char *what, const char *server);
void fake_rdma(struct host *host, const char *name, const char *port);
struct device_user *fake_user(struct host *host, const char *path, const char *port,
			      uint32_t pid, const char *comm);

/* Adds a copy of @text to @list; the string is @host's. */
void fake_push(struct host *host, struct strv *list, const char *text);

/* A list of the given names, for as long as the block lasts. */
#define FAKE_NAMES(...)                                                                  \
	(&(struct strv){(const char *[]){__VA_ARGS__},                                   \
			sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)})

/* Do two lists have the same names, in any order? Prints both when they do not. */
bool fake_same_names(const struct strv *a, const struct strv *b);

#endif
