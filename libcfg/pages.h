/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages: what the configuration says of them, and the way there as settings of a
 * device that is none. Pure.
 *
 * The machine's huge pages are a device of the network state, PAGES_DEVICE, so that all
 * that is done with settings of ports is done with them. Its settings are
 *   "hugepages" "node0.2M" = "1024"  pages of that size on that node, whoever reserved
 *                                    them; "2M" on a machine without nodes
 *   "hugetlbfs" "/mnt/huge" = "2M"   what is mounted there; "none": nothing
 * and what they offer is told in the groups
 *   "hugepages-free" "node0.2M"      of these, those that nobody uses or was promised
 *   "hugepages-own" "node0.2M"       of these, those that nicctl has reserved
 *   "hugepages-level" "node0.2M"     how many there were after nicctl's last change
 *   "hugepages-level-all" "node0.2M" the same of this size on all nodes
 *   "hugetlbfs-own" "/mnt/huge"      that mount is nicctl's
 *   "memory" "available", "node0"    KiB: what the machine can still give; what the node
 *                                    has in all */
#ifndef NICCTL_PAGES_H
#define NICCTL_PAGES_H

#include <stdint.h>

#include "conf.h"
#include "netstate.h"
#include "plan.h"

/* The device's id, name and address. No driver and no port has such a name: a module of
 * that name would have no ports. */
#define PAGES_DEVICE "hugepages"

#define PAGES_GROUP "hugepages"
#define PAGES_FREE "hugepages-free"
#define PAGES_OWN "hugepages-own"
#define PAGES_LEVEL "hugepages-level"
#define PAGES_LEVEL_ALL "hugepages-level-all"
#define PAGES_MOUNT "hugetlbfs"
#define PAGES_MOUNT_OWN "hugetlbfs-own"
#define PAGES_MEMORY "memory"
#define PAGES_NO_MOUNT "none"

/* "node0.2M", "2M". */
struct pages_kind {
	int32_t node; /* -1: the whole machine */
	uint64_t kib; /* of one page */
};

/* Takes the kind off the beginning of @text. Returns what follows it, NULL: it is none.
 */
const char *pages_take_kind(const char *text, struct pages_kind *ret_kind);

/* As it is written: "node0.2M". NULL: memory is out. */
const char *pages_name(struct arena *arena, const struct pages_kind *kind);

/* "2M" of 2048. NULL: memory is out. */
const char *pages_size(struct arena *arena, uint64_t kib);

struct pages_input {
	const struct conf *conf;
	const struct netstate *now, *limits;
};

/* Is there anything about huge pages in the configuration? */
bool pages_is_asked_for(const struct conf *conf);

/* All settings that are to be, as of wish_make(), or -ENODEV when the device is not in
 * @now. Pages are released when fewer are wanted than there were after nicctl's last
 * change (that others have added some since is no reason), and only as many as nicctl has
 * reserved itself and nobody uses. */
int pages_wish(const struct pages_input *input, struct arena *arena,
	       struct step_settings *ret_wishes);

/* What there is of a kind, for people. */
struct pages_row {
	const char *name;
	bool has_wanted;
	uint64_t wanted; /* of the configuration */
	uint64_t there;
	uint64_t free; /* of these */
	uint64_t own;  /* of these */
};

struct pages_rows {
	struct pages_row *items;
	size_t n;
};

/* Kinds that are configured, and those of which nicctl has reserved some. Returns 0 or
 * -ENOMEM. */
int pages_tell(const struct pages_input *input, struct arena *arena,
	       struct pages_rows *ret_rows);

#endif
