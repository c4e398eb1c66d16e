/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file system of our own, in which the way to a file can be trusted or not as a test
 * likes it, without being root and without a trace on the machine. */
#ifndef NICCTL_PRIVATE_ROOT_H
#define NICCTL_PRIVATE_ROOT_H

/* Moves this process into a new user and mount namespace with an empty root in memory, in
 * which programs and /proc are where they always are. Ends the program with status 77 and
 * the reason where that is not allowed. */
void private_root_enter(void);

/* Mounts a file system of @bytes in memory at @path, which is made. */
void private_root_mount(const char *path, unsigned int bytes);

/* Makes the mount at @path read-only. */
void private_root_freeze(const char *path);

#endif
