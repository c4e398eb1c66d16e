/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both directions of jtable.h know of lists. */
#ifndef NICCTL_JTABLE_LIST_H
#define NICCTL_JTABLE_LIST_H

#include <stddef.h>

/* The layout shared by all lists of the host model: struct { T *items; size_t n; }. */
struct jtable_list {
	unsigned char *items;
	size_t n;
};

#endif
