/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers that a failed test can be repeated with. */
#ifndef NICCTL_RANDOM_H
#define NICCTL_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* Starts from NICCTL_SEED of the environment, else from the clock; prints the seed and
 * how to give it. */
void random_start(void);

/* Begins anew for round @round, so that a single round can be repeated. */
void random_round(uint64_t round);

/* A number from 0 to @below - 1; @below must not be 0. */
unsigned int random_below(unsigned int below);

/* True in @percent of 100 cases. */
bool random_percent(unsigned int percent);

/* The number in the environment variable @name, else @otherwise. */
unsigned int random_count(const char *name, unsigned int otherwise);

/* True for all calls but every NICCTL_EVERY-th; without that in the environment for none.
 * For a machine that is too slow for all of many cases, such as that of valgrind. */
bool random_leaves_out(void);

#endif
