/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small reads below /sys and /proc. Paths are relative to @dirfd as for openat(2). */
#ifndef NICCTL_NIC_SYSFS_H
#define NICCTL_NIC_SYSFS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads an attribute without its last newline, cut to @bytes - 1. Returns its length or a
 * negative errno. */
int sysfs_read(int dirfd, const char *path, char *ret_text, size_t bytes);

/* Reads a number, "0x" for hexadecimal. Returns 0, -EINVAL or the errno of the read. */
int sysfs_number(int dirfd, const char *path, int64_t *ret_number);

/* Takes a decimal number off the beginning of @text. Returns what follows it, or NULL
 * when there is no number or it is too large. */
const char *sysfs_take_number(const char *text, uint64_t *ret_number);

/* The last component of a link's target. Returns 0 or a negative errno. */
int sysfs_link_name(int dirfd, const char *path, char *ret_name, size_t bytes);

bool sysfs_exists(int dirfd, const char *path);

/* opendir(3) with O_CLOEXEC; NULL and errno on failure. */
DIR *sysfs_opendir(int dirfd, const char *path);

/* For NIC_CLEANUP; these keep errno. */
void sysfs_closedirp(DIR **dir);
void sysfs_closep(const int *fd);

#endif
