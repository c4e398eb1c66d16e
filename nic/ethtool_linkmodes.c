/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a device is told to find its speed: by negotiation, with the modes it offers, or
 * forced. Source: kernel include/uapi/linux/ethtool_netlink.h (ETHTOOL_A_LINKMODES_*). */
#include "ethtool_linkmodes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "netlink.h"

#define GET 4
#define SET 5

#define ATTR_HEADER 1
#define ATTR_AUTONEG 2
#define ATTR_OURS 3
#define ATTR_SPEED 5
#define ATTR_DUPLEX 6
#define ATTR_MAX 6

#define BITSET_NOMASK 1
#define BITSET_BITS 3
#define BITSET_MAX 5
#define BITS_BIT 1
#define BIT_NAME 2
#define BIT_VALUE 3
#define BIT_MAX 3

#define SPEED_NOT_KNOWN UINT32_MAX

struct reader {
	struct arena *arena;
	const char *text;
};

/* "1000baseT/Full", not "Pause" or a mode of FEC, which have settings of their own. */
static bool is_link_mode(const struct nlattr *name)
{
	const char *text = name ? nla_data(name) : NULL;

	return text && memchr(text, '\0', (size_t)nla_len(name)) &&
	       (strstr(text, "/Full") || strstr(text, "/Half"));
}

typedef int mode_fn(const char *name, bool is_offered, void *ctx);

static int each_mode(struct nlattr *bitset, mode_fn *fn, void *ctx)
{
	struct nlattr *parts[BITSET_MAX + 1], *attrs[BIT_MAX + 1], *bit;
	int rest, r = 0;

	if (!bitset || nla_parse_nested(parts, BITSET_MAX, bitset, NULL) < 0 ||
	    !parts[BITSET_BITS])
		return 0;
	nla_for_each_nested(bit, parts[BITSET_BITS], rest)
	{
		if (r == 0 && nla_type(bit) == BITS_BIT &&
		    nla_parse_nested(attrs, BIT_MAX, bit, NULL) == 0 &&
		    is_link_mode(attrs[BIT_NAME]))
			r = fn(nla_data(attrs[BIT_NAME]), attrs[BIT_VALUE], ctx);
	}
	return r;
}

static int add_mode(const char *name, bool is_offered, void *ctx)
{
	struct reader *reader = ctx;

	if (is_offered)
		reader->text = arena_printf(reader->arena, "%s %s",
					    reader->text ? reader->text : "", name);
	return reader->text ? 0 : -ENOMEM;
}

static const char *forced(struct arena *arena, struct nlattr *const *attrs)
{
	uint32_t speed = attrs[ATTR_SPEED] ? nla_get_u32(attrs[ATTR_SPEED]) : 0;
	uint8_t duplex = attrs[ATTR_DUPLEX] ? nla_get_u8(attrs[ATTR_DUPLEX]) : UINT8_MAX;

	if (!speed || speed == SPEED_NOT_KNOWN || duplex > 1)
		return "forced";
	return arena_printf(arena, "forced %" PRIu32 " %s", speed,
			    duplex ? "full" : "half");
}

static int take_answer(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[ATTR_MAX + 1];

	if (!msg || ethtool_parse(msg, attrs, ATTR_MAX) < 0 || !attrs[ATTR_AUTONEG])
		return 0;
	if (!nla_get_u8(attrs[ATTR_AUTONEG])) {
		reader->text = forced(reader->arena, attrs);
		return reader->text ? 0 : -ENOMEM;
	}
	reader->text = "auto";
	return each_mode(attrs[ATTR_OURS], add_mode, reader);
}

int ethtool_linkmodes_read(struct ethtool *ethtool, uint32_t ifindex, struct arena *arena,
			   const char **ret_text)
{
	struct reader reader = {.arena = arena};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r = 0;

	if (ethtool->family) {
		msg = ethtool_request(ethtool, GET, ATTR_HEADER, ifindex, 0);
		r = msg ? netlink_ask(ethtool->sock, msg, take_answer, &reader) : -ENOMEM;
	}
	if (r == 0 || r == -EOPNOTSUPP)
		*ret_text = reader.text;
	return r == -EOPNOTSUPP ? 0 : r;
}

/* Is @name one of the words of @text? */
static bool has_word(const char *text, const char *name)
{
	size_t bytes = strlen(name);

	for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
		if ((at == text || at[-1] == ' ') &&
		    (at[bytes] == ' ' || at[bytes] == '\0'))
			return true;
	}
	return false;
}

/* @is_exact: name all modes that are wanted, and nothing else will be offered; otherwise
 * those that change, which keeps what is offered of pauses and FEC. */
struct writer {
	const char *wanted;
	bool is_exact;
	struct nl_msg *msg;
};

static int put_bit(const char *name, bool is_offered, void *ctx)
{
	const struct writer *writer = ctx;
	bool is_wanted = has_word(writer->wanted, name);
	struct nlattr *bit;

	if (writer->is_exact ? !is_wanted : is_wanted == is_offered)
		return 0;
	bit = nla_nest_start(writer->msg, NLA_F_NESTED | BITS_BIT);
	if (!bit || nla_put_string(writer->msg, BIT_NAME, name) < 0 ||
	    (is_wanted && nla_put_flag(writer->msg, BIT_VALUE) < 0))
		return -ENOMEM;
	nla_nest_end(writer->msg, bit);
	return 0;
}

static int put_changed_bits(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[ATTR_MAX + 1];

	if (!msg || ethtool_parse(msg, attrs, ATTR_MAX) < 0)
		return 0;
	return each_mode(attrs[ATTR_OURS], put_bit, ctx);
}

/* Only modes that the device knows can be put: it is asked for them. */
static int put_modes(struct ethtool *ethtool, uint32_t ifindex, struct writer *writer)
{
	struct nl_msg *msg = writer->msg;
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *question = ethtool_request(ethtool, GET, ATTR_HEADER, ifindex, 0);
	struct nlattr *bitset, *bits;
	int r;

	if (!question || nla_put_u8(msg, ATTR_AUTONEG, 1) < 0)
		return -ENOMEM;
	bitset = nla_nest_start(msg, NLA_F_NESTED | ATTR_OURS);
	if (bitset && writer->is_exact && nla_put_flag(msg, BITSET_NOMASK) < 0)
		return -ENOMEM;
	bits = bitset ? nla_nest_start(msg, NLA_F_NESTED | BITSET_BITS) : NULL;
	r = bits ? netlink_ask(ethtool->sock, question, put_changed_bits, writer)
		 : -ENOMEM;
	if (r < 0)
		return r;
	nla_nest_end(msg, bits);
	nla_nest_end(msg, bitset);
	return 0;
}

static int put_forced(const char *text, struct nl_msg *msg)
{
	uint32_t speed;
	char duplex[8];

	if (nla_put_u8(msg, ATTR_AUTONEG, 0) < 0)
		return -ENOMEM;
	if (sscanf(text, "forced %" SCNu32 " %7s", &speed, duplex) != 2)
		return 0; /* it was not known */
	return nla_put_u32(msg, ATTR_SPEED, speed) < 0 ||
			       nla_put_u8(msg, ATTR_DUPLEX, strcmp(duplex, "full") == 0) <
				       0
		       ? -ENOMEM
		       : 0;
}

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

static int write_text(struct ethtool *ethtool, uint32_t ifindex, const char *text,
		      bool is_exact)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		ethtool_request(ethtool, SET, ATTR_HEADER, ifindex, NLM_F_ACK);
	struct writer writer = {text, is_exact, msg};
	int r;

	if (!msg)
		return -ENOMEM;
	if (strncmp(text, "auto", 4) == 0)
		r = put_modes(ethtool, ifindex, &writer);
	else
		r = strncmp(text, "forced", 6) == 0 ? put_forced(text, msg) : -EINVAL;
	return r < 0 ? r : netlink_ask(ethtool->sock, msg, no_answer, NULL);
}

/* ice offers modes of FEC which it refuses to be told of. */
int ethtool_linkmodes_write(struct ethtool *ethtool, uint32_t ifindex, const char *text)
{
	int r;

	if (!ethtool->family)
		return -EOPNOTSUPP;
	r = write_text(ethtool, ifindex, text, false);
	if (r == -EOPNOTSUPP || r == -EINVAL)
		r = write_text(ethtool, ifindex, text, true);
	return r;
}
