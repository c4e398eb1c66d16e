/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PF_RING's configuration, /etc/pf_ring, as a configuration of nicctl. It is read as
 * data: nothing in it is run, and no shell interprets it. */
#ifndef NICCTL_PFRING_H
#define NICCTL_PFRING_H

#include "arena.h"
#include "err.h"

/* The largest file, in bytes: real ones have some ten. The most names in a folder. */
#define PFRING_FILE_MAX_BYTES (64 * 1024)
#define PFRING_NAMES_MAX 256

/* Something that was found. */
struct pfring_item {
	const char *source; /* "zc/ice/ice.conf", below the folder */
	const char *text;   /* what it says there; NULL: that the file is there */
	const char *target; /* "drivers/ice.conf: rss = 4"; NULL: not mapped */
	const char *reason; /* why not, and what to do; NULL: it is mapped */
};

/* A file of nicctl's that follows from it. */
struct pfring_file {
	const char *path; /* below nicctl's folder */
	const char *text;
};

struct pfring {
	struct {
		struct pfring_item *items;
		size_t n;
	} items;
	struct {
		struct pfring_file *items;
		size_t n;
	} files;
};

/* Reads the folder @dir. All in @ret is taken from @arena. Links are not followed.
 * Returns 0, -ENOENT (no such folder), -EINVAL (something in a file cannot be), -EFBIG,
 * -ELOOP, another negative errno of reading, or -ENOMEM. */
int pfring_read(const char *dir, struct arena *arena, struct pfring *ret,
		struct nic_err *err);

/* What the lines of one file mean; each adds to @pfring. @name: of the file.
 * @driver: of which drivers' profile. Return 0, -EINVAL or -ENOMEM. */
struct pfring_profile {
	const char *driver;	/* as the kernel spells it */
	const char *lines;	/* of [driver] */
	const char *port_lines; /* sections [port NAME] */
};
int pfring_map_params(struct arena *arena, const char *name, char *text,
		      struct pfring_profile *profile, struct pfring *pfring,
		      struct nic_err *err);
int pfring_map_interfaces(struct arena *arena, const char *name, char *text,
			  const char **lines, struct pfring *pfring, struct nic_err *err);

/* @profile: of the only driver that PF_RING drives; NULL: there is none or there are
 * several, so that nobody knows whose port it is. */
int pfring_map_mtu(struct arena *arena, const char *name, char *text,
		   struct pfring_profile *profile, struct pfring *pfring,
		   struct nic_err *err);

/* Huge pages, those of 2 MiB. */
int pfring_map_hugepages(struct arena *arena, const char *name, char *text,
			 const char **lines, struct pfring *pfring, struct nic_err *err);

/* Lines that nicctl has nothing for. */
int pfring_map_none(struct arena *arena, const char *name, char *text, const char *reason,
		    struct pfring *pfring);

/* Adds an item. Returns 0 or -ENOMEM. The strings are borrowed or of the arena. */
int pfring_add(struct arena *arena, struct pfring *pfring, struct pfring_item item);

/* Writes the files below the folder @dir, which is made if need be, to stable storage. A
 * file that is there with another text is never overwritten: then nothing is written; one
 * with the same text is left alone. @ret_written: how many were written. Returns 0,
 * -EEXIST (@err names it), or another negative errno; what was written until then is
 * taken back. */
int pfring_write(const struct pfring *pfring, const char *dir, struct arena *arena,
		 size_t *ret_written, struct nic_err *err);

#endif
