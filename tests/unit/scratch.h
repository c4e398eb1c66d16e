/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test of files needs each time: a folder and an arena, both gone afterwards. */
#ifndef NICCTL_SCRATCH_H
#define NICCTL_SCRATCH_H

#include "arena.h"

extern char *scratch_dir;
extern struct arena *scratch_arena;

/* For cmocka_unit_test_setup_teardown(). Return 0. */
int scratch_begin(void **state);
int scratch_end(void **state);

#endif
