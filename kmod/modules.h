/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel modules: what is loaded, what the files say, loading and removing. The only
 * folder that knows libkmod, libelf and the module system calls. */
#ifndef NICCTL_KMOD_MODULES_H
#define NICCTL_KMOD_MODULES_H

#include "host.h"
#include "sys_ops.h"

/* Module configuration and indices, read once. */
struct modules;

/* Opens the module view of the machine below @root ("" for the machine itself; a folder
 * with proc/, sys/ and lib/modules/ in tests; borrowed). A machine without module support
 * or without /lib/modules is no error: the facts say so. The caller closes it. */
int modules_open(const char *root, struct modules **ret_modules, struct nic_err *err);
void modules_close(struct modules *modules);

/* Fills host->kernel (all but has_udevd), modules, files, confs and kernel_symbols as
 * @query asks. host->ports must be there already (they say which modules drive a port).
 * Returns 0, -ENOMEM, or the errno of a file that must be readable. */
int modules_collect(struct modules *modules, const struct facts_query *query,
		    struct host *host, struct nic_err *err);

/* As the operations of the same names in struct sys_ops. */
int modules_image_open(const char *path, const char *build_id,
		       struct modimage **ret_image, struct nic_err *err);
void modules_image_close(struct modimage *image);
int modules_insert(const struct modimage *image, const char *params, struct nic_err *err);
int modules_remove(const char *module, struct nic_err *err);

/* As sys_ops.remember: a note in {root}/run/nicctl/loaded, which modules_collect()
 * believes when the build id (else the srcversion) of that file is the loaded module's.
 */
int modules_remember(struct modules *modules, const char *module, const char *path,
		     struct nic_err *err);

/* As sys_ops.set_param. */
int modules_set_param(struct modules *modules, const char *module, const char *name,
		      const char *value, struct nic_err *err);

/* Which loaded module's reference count an open character device raises, by the aliases
 * "char-major-…" of modprobe's index. Returns a name borrowed from @modules until the
 * next call, or NULL when none is known. */
const char *modules_of_chardev(struct modules *modules, unsigned int major,
			       unsigned int minor);

#endif
