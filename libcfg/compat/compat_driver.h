/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a driver says is its version (ethtool -i, modinfo), understood. */
#ifndef NICCTL_COMPAT_DRIVER_H
#define NICCTL_COMPAT_DRIVER_H

#include "arena.h"
#include "compat_version.h"

enum compat_scheme {
	COMPAT_SCHEME_UNKNOWN,
	COMPAT_SCHEME_MODULE,	/* the vendor's own release, 1.16.3 or 24.10-0.7.0 */
	COMPAT_SCHEME_CONSTANT, /* in-tree before 5.6: "2.8.20-k", the same for years */
	COMPAT_SCHEME_KERNEL,	/* in-tree: the kernel's release */
};

struct compat_driver {
	enum compat_scheme scheme;
	struct compat_version version; /* empty with an unknown scheme */
	const char *text;	       /* borrowed */
};

/* The driver that tables know, by the name of a module or what ethtool -i shows:
 * "mlx5_core[ib_ipoib]" is mlx5_core, "mlx4_en (MT_0DD0120009_CX3)" mlx4_core, and
 * "ice_zc", a build beside it, is ice. NULL when memory is out. */
const char *compat_driver_module(const char *name, struct arena *arena);

/* Understands @text, the version that the module @driver reports. @release: of the kernel
 * it runs on; NULL: not known. Never fails: what has no known form is
 * COMPAT_SCHEME_UNKNOWN. */
struct compat_driver compat_driver_parse(const char *driver, const char *text,
					 const char *release);

/* A kernel release, as a driver version. */
struct compat_driver compat_driver_of_kernel(const char *release);

/* Is one of them the newer? False when that cannot be said: another scheme, or kernels of
 * makers who number their backports differently. *@ret_order is as of strcmp(). */
bool compat_driver_compare(const struct compat_driver *a, const struct compat_driver *b,
			   int *ret_order);

/* Are they the same build, as far as their texts tell? */
bool compat_driver_same(const struct compat_driver *a, const struct compat_driver *b);

#endif
