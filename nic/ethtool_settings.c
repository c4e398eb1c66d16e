/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of numbers and bits over ethtool netlink, each described by a table.
 * Source of all numbers: kernel include/uapi/linux/ethtool_netlink.h. */
#include <errno.h>
#include <string.h>

#include "ethtool.h"
#include "netlink.h"

#define ATTR_MAX 64

/* Attributes of a bit set in its long form, which names the bits. */
#define BITSET_NOMASK 1
#define BITSET_BITS 3
#define BITSET_MAX 5
#define BITS_BIT 1
#define BIT_NAME 2
#define BIT_VALUE 3
#define BIT_MAX 3

/* Features are read from several sets. */
#define FEATURES_HW 2
#define FEATURES_WANTED 3
#define FEATURES_NOCHANGE 5

/* A number. @max_attr: the attribute that tells its maximum; 0: there is none. */
struct number {
	const char *name;
	uint8_t attr, bytes, max_attr;
};

struct group {
	uint8_t get, set; /* commands */
	const struct number *numbers;
	size_t n;
	uint8_t bitset;		  /* attribute; 0: none */
	const char *const *known; /* bits that may be there, for a set without a mask */
};

static const struct number channels[] = {
	{"rx", 6, 4, 2},
	{"tx", 7, 4, 3},
	{"other", 8, 4, 4},
	{"combined", 9, 4, 5},
};

static const struct number rings[] = {
	{"rx", 6, 4, 2},	{"rx-mini", 7, 4, 3},	  {"rx-jumbo", 8, 4, 4},
	{"tx", 9, 4, 5},	{"rx-buf-len", 10, 4, 0}, {"tcp-data-split", 11, 1, 0},
	{"cqe-size", 12, 4, 0}, {"tx-push", 13, 1, 0},
};

static const struct number coalesce[] = {
	{"rx-usecs", 2, 4, 0},		 {"rx-frames", 3, 4, 0},
	{"rx-usecs-irq", 4, 4, 0},	 {"rx-frames-irq", 5, 4, 0},
	{"tx-usecs", 6, 4, 0},		 {"tx-frames", 7, 4, 0},
	{"tx-usecs-irq", 8, 4, 0},	 {"tx-frames-irq", 9, 4, 0},
	{"stats-block-usecs", 10, 4, 0}, {"adaptive-rx", 11, 1, 0},
	{"adaptive-tx", 12, 1, 0},	 {"pkt-rate-low", 13, 4, 0},
	{"rx-usecs-low", 14, 4, 0},	 {"rx-frames-low", 15, 4, 0},
	{"tx-usecs-low", 16, 4, 0},	 {"tx-frames-low", 17, 4, 0},
	{"pkt-rate-high", 18, 4, 0},	 {"rx-usecs-high", 19, 4, 0},
	{"rx-frames-high", 20, 4, 0},	 {"tx-usecs-high", 21, 4, 0},
	{"tx-frames-high", 22, 4, 0},	 {"sample-interval", 23, 4, 0},
	{"cqe-mode-tx", 24, 1, 0},	 {"cqe-mode-rx", 25, 1, 0},
};

static const struct number pauses[] = {
	{"autoneg", 2, 1, 0},
	{"rx", 3, 1, 0},
	{"tx", 4, 1, 0},
};

static const struct number fec[] = {{"auto", 3, 1, 0}};
static const char *const fec_modes[] = {"None", "RS", "BASER", "LLRS", NULL};

static const struct number eee[] = {
	{"enabled", 5, 1, 0},
	{"tx-lpi", 6, 1, 0},
	{"tx-timer", 7, 4, 0},
};

static const struct number linkinfo[] = {{"mdix-ctrl", 5, 1, 0}};

static const struct group groups[] = {
	[ETHTOOL_GROUP_PRIVATE_FLAGS] = {.get = 13, .set = 14, .bitset = 2},
	[ETHTOOL_GROUP_CHANNELS] = {17, 18, channels, NIC_ARRAY_SIZE(channels), 0, NULL},
	[ETHTOOL_GROUP_RINGS] = {15, 16, rings, NIC_ARRAY_SIZE(rings), 0, NULL},
	[ETHTOOL_GROUP_FEATURES] = {.get = 11, .set = 12, .bitset = FEATURES_WANTED},
	[ETHTOOL_GROUP_COALESCE] = {19, 20, coalesce, NIC_ARRAY_SIZE(coalesce), 0, NULL},
	[ETHTOOL_GROUP_PAUSE] = {21, 22, pauses, NIC_ARRAY_SIZE(pauses), 0, NULL},
	[ETHTOOL_GROUP_FEC] = {29, 30, fec, NIC_ARRAY_SIZE(fec), 2, fec_modes},
	[ETHTOOL_GROUP_EEE] = {23, 24, eee, NIC_ARRAY_SIZE(eee), 2, NULL},
	[ETHTOOL_GROUP_WOL] = {.get = 9, .set = 10, .bitset = 2},
	[ETHTOOL_GROUP_LINKINFO] = {2, 3, linkinfo, NIC_ARRAY_SIZE(linkinfo), 0, NULL},
};

#define HEADER_ATTR 1 /* the same in every message */

struct reader {
	enum ethtool_group group;
	struct arena *arena;
	struct ethtool_settings *settings;
};

const struct ethtool_setting *
ethtool_settings_find(const struct ethtool_settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n; i++) {
		if (strcmp(settings->items[i].name, name) == 0)
			return &settings->items[i];
	}
	return NULL;
}

static uint32_t get_number(const struct nlattr *attr)
{
	if (nla_len(attr) >= 4)
		return nla_get_u32(attr);
	return nla_len(attr) >= 1 ? nla_get_u8(attr) : 0;
}

static struct ethtool_setting *add(struct reader *reader, const char *name,
				   uint32_t value)
{
	struct ethtool_setting *setting = ARENA_PUSH(reader->arena, reader->settings);

	if (!setting)
		return NULL;
	setting->name = arena_strdup(reader->arena, name);
	setting->value = value;
	return setting->name ? setting : NULL;
}

static int take_numbers(struct reader *reader, struct nlattr *const *attrs)
{
	const struct group *group = &groups[reader->group];

	for (size_t i = 0; i < group->n; i++) {
		const struct number *number = &group->numbers[i];
		const struct nlattr *max =
			number->max_attr ? attrs[number->max_attr] : NULL;
		struct ethtool_setting *setting;

		/* "0" is what the kernel says of a cross-over setting there is none of */
		if (!attrs[number->attr] || (reader->group == ETHTOOL_GROUP_LINKINFO &&
					     !get_number(attrs[number->attr])))
			continue;
		setting = add(reader, number->name, get_number(attrs[number->attr]));
		if (!setting)
			return -ENOMEM;
		setting->has_max = max;
		setting->max = max ? get_number(max) : 0;
	}
	return 0;
}

typedef int bit_fn(struct reader *reader, const char *name, bool value);

static int each_bit(struct reader *reader, struct nlattr *bitset, bit_fn *fn)
{
	struct nlattr *parts[BITSET_MAX + 1], *attrs[BIT_MAX + 1], *bit;
	int rest, r;

	if (!bitset || nla_parse_nested(parts, BITSET_MAX, bitset, NULL) < 0 ||
	    !parts[BITSET_BITS])
		return 0;
	nla_for_each_nested(bit, parts[BITSET_BITS], rest)
	{
		if (nla_type(bit) != BITS_BIT ||
		    nla_parse_nested(attrs, BIT_MAX, bit, NULL) < 0 || !attrs[BIT_NAME] ||
		    !memchr(nla_data(attrs[BIT_NAME]), '\0',
			    (size_t)nla_len(attrs[BIT_NAME])))
			continue;
		/* without a mask only bits that are set are listed */
		r = fn(reader, nla_data(attrs[BIT_NAME]),
		       attrs[BIT_VALUE] || parts[BITSET_NOMASK]);
		if (r < 0)
			return r;
	}
	return 0;
}

static struct ethtool_setting *find(struct reader *reader, const char *name)
{
	for (size_t i = 0; i < reader->settings->n; i++) {
		if (strcmp(reader->settings->items[i].name, name) == 0)
			return &reader->settings->items[i];
	}
	return NULL;
}

static int take_bit(struct reader *reader, const char *name, bool value)
{
	struct ethtool_setting *setting = find(reader, name);

	if (setting)
		setting->value = value;
	else if (!add(reader, name, value))
		return -ENOMEM;
	return 0;
}

static int take_changeable(struct reader *reader, const char *name, bool value)
{
	return !value || add(reader, name, 0) ? 0 : -ENOMEM;
}

static int drop_fixed(struct reader *reader, const char *name, bool value)
{
	struct ethtool_setting *setting = find(reader, name);

	if (value && setting)
		*setting = reader->settings->items[--reader->settings->n];
	return 0;
}

static int take_wanted(struct reader *reader, const char *name, bool value)
{
	struct ethtool_setting *setting = find(reader, name);

	if (setting)
		setting->value = value;
	return 0;
}

/* What the device can change, with what was asked for: what is in effect may be less, as
 * one feature needs another, and follows by itself. */
static int take_features(struct reader *reader, struct nlattr *const *attrs)
{
	int r = each_bit(reader, attrs[FEATURES_HW], take_changeable);

	if (r == 0)
		r = each_bit(reader, attrs[FEATURES_NOCHANGE], drop_fixed);
	if (r == 0)
		r = each_bit(reader, attrs[FEATURES_WANTED], take_wanted);
	return r;
}

static int take_answer(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	const struct group *group = &groups[reader->group];
	struct nlattr *attrs[ATTR_MAX + 1];
	int r = 0;

	if (!msg) {
		reader->settings->n = 0;
		return 0;
	}
	if (ethtool_parse(msg, attrs, ATTR_MAX) < 0)
		return 0;
	if (reader->group == ETHTOOL_GROUP_FEATURES)
		return take_features(reader, attrs);
	for (size_t i = 0; group->known && group->known[i] && r == 0; i++)
		r = take_bit(reader, group->known[i], false);
	if (r == 0 && group->bitset)
		r = each_bit(reader, attrs[group->bitset], take_bit);
	return r < 0 ? r : take_numbers(reader, attrs);
}

int ethtool_settings_read(struct ethtool *ethtool, uint32_t ifindex,
			  enum ethtool_group group, struct arena *arena,
			  struct ethtool_settings *ret_settings)
{
	struct ethtool_settings settings = {0};
	struct reader reader = {group, arena, &settings};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r;

	if (ethtool->family) {
		msg = ethtool_request(ethtool, groups[group].get, HEADER_ATTR, ifindex,
				      0);
		r = msg ? netlink_ask(ethtool->sock, msg, take_answer, &reader) : -ENOMEM;
		if (r == -EOPNOTSUPP)
			settings.n = 0;
		else if (r < 0)
			return r;
	}
	*ret_settings = settings;
	return 0;
}

static const struct number *find_number(const struct group *group, const char *name)
{
	for (size_t i = 0; i < group->n; i++) {
		if (strcmp(group->numbers[i].name, name) == 0)
			return &group->numbers[i];
	}
	return NULL;
}

static int put_numbers(struct nl_msg *msg, const struct group *group,
		       const struct ethtool_settings *settings, size_t *ret_n)
{
	int r = 0;

	for (size_t i = 0; i < settings->n && r >= 0; i++) {
		const struct ethtool_setting *setting = &settings->items[i];
		const struct number *number = find_number(group, setting->name);

		if (!number)
			continue;
		r = number->bytes == 1
			    ? nla_put_u8(msg, number->attr, (uint8_t)setting->value)
			    : nla_put_u32(msg, number->attr, setting->value);
		++*ret_n;
	}
	return r < 0 ? -ENOMEM : 0;
}

static int put_bit(struct nl_msg *msg, const struct ethtool_setting *setting)
{
	struct nlattr *bit = nla_nest_start(msg, NLA_F_NESTED | BITS_BIT);

	if (!bit || nla_put_string(msg, BIT_NAME, setting->name) < 0 ||
	    (setting->value && nla_put_flag(msg, BIT_VALUE) < 0))
		return -ENOMEM;
	nla_nest_end(msg, bit);
	return 0;
}

static int put_bits(struct nl_msg *msg, const struct group *group,
		    const struct ethtool_settings *settings)
{
	struct nlattr *bitset = nla_nest_start(msg, NLA_F_NESTED | group->bitset);
	struct nlattr *bits =
		bitset ? nla_nest_start(msg, NLA_F_NESTED | BITSET_BITS) : NULL;
	int r = bits ? 0 : -ENOMEM;

	for (size_t i = 0; i < settings->n && r == 0; i++) {
		if (!find_number(group, settings->items[i].name))
			r = put_bit(msg, &settings->items[i]);
	}
	if (r < 0)
		return r;
	nla_nest_end(msg, bits);
	nla_nest_end(msg, bitset);
	return 0;
}

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

int ethtool_settings_write(struct ethtool *ethtool, uint32_t ifindex,
			   enum ethtool_group group,
			   const struct ethtool_settings *settings)
{
	const struct group *what = &groups[group];
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	size_t n = 0;
	int r;

	if (!ethtool->family)
		return -EOPNOTSUPP;
	msg = ethtool_request(ethtool, what->set, HEADER_ATTR, ifindex, NLM_F_ACK);
	r = msg ? put_numbers(msg, what, settings, &n) : -ENOMEM;
	if (r == 0 && n < settings->n)
		r = what->bitset ? put_bits(msg, what, settings) : -EOPNOTSUPP;
	return r < 0 ? r : netlink_ask(ethtool->sock, msg, no_answer, NULL);
}
