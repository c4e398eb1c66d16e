/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which process holds a lock. Its file names who took it; but a lock of flock(2) belongs
 * to the open file, which a child still has when its parent is dead. */
#ifndef NICCTL_LOCK_HOLDER_H
#define NICCTL_LOCK_HOLDER_H

#include <stdbool.h>

struct lock_holder {
	long pid;
	char state; /* the letter of proc(5): 'D' sleeps in the kernel, and no signal
		       ends it */
	char command[128]; /* what it was started with, cut if need be; "": not known */
	char since[32];	   /* when it was, as the journal writes times; "": not known */
};

/* Finds the process that holds the lock of flock(2) of the file at @path; of several,
 * @first (0: nobody) comes first, then one that sleeps in the kernel. Other users'
 * processes are seen only by root. Returns false when there is none. */
bool lock_holder_find(const char *path, long first, struct lock_holder *ret_holder);

#endif
