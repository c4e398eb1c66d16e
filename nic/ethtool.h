/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ethtool` shows and sets, as plain data: over ethtool netlink, and by ioctl what
 * the kernels have no netlink request for (hash key and table, flow rules, driver and
 * firmware).
 *
 * A group that the device or the kernel does not have is absent (an empty list), which is
 * no error. */
#ifndef NICCTL_NIC_ETHTOOL_H
#define NICCTL_NIC_ETHTOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"

struct nl_msg;
struct nl_sock;
struct nlattr;
struct nlmsghdr;

/* In the order in which they have to be set: each may change what the next ones allow. */
enum ethtool_group {
	ETHTOOL_GROUP_PRIVATE_FLAGS,
	ETHTOOL_GROUP_CHANNELS,
	ETHTOOL_GROUP_RINGS,
	ETHTOOL_GROUP_FEATURES,
	ETHTOOL_GROUP_COALESCE,
	ETHTOOL_GROUP_PAUSE,
	ETHTOOL_GROUP_FEC,
	ETHTOOL_GROUP_EEE,
	ETHTOOL_GROUP_WOL,
	ETHTOOL_GROUP_LINKINFO,
};

/* One setting: a number, or a bit (0 or 1) such as a feature, a private flag or a mode.
 * The names are ethtool's ("rx", "combined", "rx-usecs", "tx-checksum-ipv4"). Only what
 * can be set is listed. */
struct ethtool_setting {
	const char *name;
	uint32_t value;
	bool has_max; /* rings and channels */
	uint32_t max;
};

struct ethtool_settings {
	struct ethtool_setting *items;
	size_t n;
};

/* Where received packets go: the hash key and the table from hash to queue. */
struct ethtool_rss {
	uint8_t hash_function; /* one bit of the kernel's ETH_RSS_HASH_* */
	struct {
		uint32_t *items; /* queue of each table entry */
		size_t n;
	} table;
	struct {
		uint8_t *items;
		size_t n; /* bytes */
	} key;
};

/* A flow rule ("ntuple"): the kernel's struct ethtool_rx_flow_spec, whose layout is
 * fixed. */
struct ethtool_rule {
	uint32_t location;
	uint8_t *spec; /* ETHTOOL_RULE_BYTES */
};

struct ethtool_rules {
	struct ethtool_rule *items;
	size_t n;
};

struct ethtool_driver {
	char driver[32], version[32], firmware[32], expansion_rom[32], bus_address[32];
};

/* Access in the namespace of the caller. */
struct ethtool {
	struct nl_sock *sock;
	uint16_t family; /* 0: the kernel has no ethtool netlink, all groups are absent */
	int fd;		 /* for ioctl */
};

extern const size_t ETHTOOL_RULE_BYTES;

/* Returns 0 or a negative errno. The caller closes it. */
int ethtool_open(struct ethtool *ret_ethtool, struct nic_err *err);
void ethtool_close(struct ethtool *ethtool);

/* "channels", "rings", …; NULL: no such group. */
const char *ethtool_group_name(int group);

/* Reads a group of device @ifindex; lists and names live in @arena. Returns 0 (an empty
 * list when there is no such group), -ENODEV, -ENOMEM or another errno of the driver. */
int ethtool_settings_read(struct ethtool *ethtool, uint32_t ifindex,
			  enum ethtool_group group, struct arena *arena,
			  struct ethtool_settings *ret_settings);

/* Sets the settings that are listed, in one request; others keep their values. Returns 0,
 * -EOPNOTSUPP (no such group or setting), -EINVAL, or the errno of the driver. */
int ethtool_settings_write(struct ethtool *ethtool, uint32_t ifindex,
			   enum ethtool_group group,
			   const struct ethtool_settings *settings);

/* The setting of that name; NULL: there is none. Borrowed from @settings. */
const struct ethtool_setting *
ethtool_settings_find(const struct ethtool_settings *settings, const char *name);

/* Key and table may be empty each. Returns 0 (all empty when the device has no RSS) or a
 * negative errno. */
int ethtool_rss_read(struct ethtool *ethtool, uint32_t ifindex, struct arena *arena,
		     struct ethtool_rss *ret_rss);

/* Sets what is not empty (hash_function 0: keep); key and table must have the lengths
 * that the device has. Returns 0, -EOPNOTSUPP, -EINVAL (also: a queue that there is not)
 * or the errno of the driver. */
int ethtool_rss_write(struct ethtool *ethtool, uint32_t ifindex,
		      const struct ethtool_rss *rss);

/* Gives the table back to the driver, as ethtool -X default does. Returns 0 or an errno.
 */
int ethtool_rss_reset(struct ethtool *ethtool, uint32_t ifindex);

/* Flow rules, by location. Returns 0 (empty when the device has none) or an errno. */
int ethtool_rules_read(struct ethtool *ethtool, uint32_t ifindex, struct arena *arena,
		       struct ethtool_rules *ret_rules);
int ethtool_rules_insert(struct ethtool *ethtool, uint32_t ifindex,
			 const struct ethtool_rule *rule);
int ethtool_rules_delete(struct ethtool *ethtool, uint32_t ifindex, uint32_t location);

/* Returns 0, -EOPNOTSUPP or -ENODEV. */
int ethtool_driver_read(struct ethtool *ethtool, uint32_t ifindex,
			struct ethtool_driver *ret_driver);

/* For the files behind this header. A request of the family with the device in its
 * header;
 * @header: attribute number of the header. NULL when memory is out. */
struct nl_msg *ethtool_request(const struct ethtool *ethtool, uint8_t command, int header,
			       uint32_t ifindex, int flags);

/* Attributes of an answer of the family, below the generic header. Returns 0 or -EINVAL.
 */
int ethtool_parse(struct nlmsghdr *msg, struct nlattr **ret_attrs, int max);

/* ioctl(SIOCETHTOOL) with @command, a struct that begins with its command. Returns 0 or a
 * negative errno. */
int ethtool_ioctl(const struct ethtool *ethtool, uint32_t ifindex, void *command);

#endif
