/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's huge pages, as the device of libcfg/pages.h. Source: kernel
 * Documentation/ABI/testing/sysfs-kernel-mm-hugepages, sysfs-devices-node, and
 * Documentation/admin-guide/mm/hugetlbpage.rst. @root: "", or a folder that holds a copy
 * of /sys and /proc. */
#ifndef NICCTL_NIC_HUGEPAGES_H
#define NICCTL_NIC_HUGEPAGES_H

#include "netstate.h"
#include "pagebook.h"
#include "pages.h"

/* Adds the device with what there is. Returns 0 or a negative errno. */
int hugepages_capture(const char *root, struct netstate *state, struct nic_err *err);

/* Adds the device with what is offered; the book is in @state_dir. */
int hugepages_limits(const char *root, const char *state_dir, struct netstate *state,
		     struct nic_err *err);

/* Counts of one kind. */
struct hugepages_count {
	uint64_t there; /* nr_hugepages, without those that go when nobody uses them */
	uint64_t free;	/* of these, what nobody uses or was promised */
};

/* Returns 0 or the errno of the read; -ENOENT: there is no such kind. */
int hugepages_count(const char *root, const struct pages_kind *kind,
		    struct hugepages_count *ret_count);

/* The sum of all kinds of that size. */
uint64_t hugepages_everywhere(const char *root, uint64_t kib);

/* Asks for @number pages of this kind. 0 says only that the kernel has tried. */
int hugepages_ask(const char *root, const struct pages_kind *kind, uint64_t number);

/* Opens the book, with its pages settled with what there is. */
int hugepages_book(const char *root, const char *state_dir, struct arena *arena,
		   struct pagebook *ret_book, struct nic_err *err);

#endif
