/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters and the eswitch of a device, over the generic netlink family devlink.
 * Source: kernel include/uapi/linux/devlink.h. */
#include "netdevlink.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#include "genl.h"

#define RUNTIME "devlink-runtime"
#define DRIVERINIT "devlink-driverinit"
#define ESWITCH "eswitch"

/* The kernel's numbers of the types of parameters (its internal NLA_*). */
enum { TYPE_U8 = 1, TYPE_U16, TYPE_U32, TYPE_U64, TYPE_TEXT, TYPE_FLAG };

/* A setting of the eswitch: its value is one of the words. */
static const struct mode {
	const char *name;
	uint16_t attr;
	uint8_t bytes;
	const char *const words[4];
} modes[] = {
	{"mode", DEVLINK_ATTR_ESWITCH_MODE, 2, {"legacy", "switchdev"}},
	{"inline-mode",
	 DEVLINK_ATTR_ESWITCH_INLINE_MODE,
	 1,
	 {"none", "link", "network", "transport"}},
	{"encap-mode", DEVLINK_ATTR_ESWITCH_ENCAP_MODE, 1, {"none", "basic"}},
};

struct reader {
	const struct netdevlink *devlink;
	struct netstate *state;
	struct net_device *device;
	const char *wanted; /* parameter whose type is asked for; NULL: read all */
	uint8_t type;
};

int netdevlink_open(const char *bus, const char *address, struct netdevlink *ret_devlink,
		    struct nic_err *err)
{
	struct netdevlink devlink = {.bus = bus, .address = address};
	int r = netlink_open(NETLINK_GENERIC, &devlink.sock, err);

	if (r == 0) {
		r = genl_family(devlink.sock, DEVLINK_GENL_NAME, &devlink.family);
		if (r < 0)
			nic_err_set(err, r, "devlink: %s", nic_strerror(r));
	}
	if (r < 0)
		netdevlink_close(&devlink);
	else
		*ret_devlink = devlink;
	return r;
}

void netdevlink_close(struct netdevlink *devlink)
{
	netlink_closep(&devlink->sock);
	devlink->sock = NULL;
}

static struct nl_msg *new_request(const struct netdevlink *devlink, uint8_t command,
				  int flags)
{
	struct genlmsghdr header = {.cmd = command, .version = DEVLINK_GENL_VERSION};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(devlink->family, flags, &header, sizeof(header));

	if (!msg || nla_put_string(msg, DEVLINK_ATTR_BUS_NAME, devlink->bus) < 0 ||
	    nla_put_string(msg, DEVLINK_ATTR_DEV_NAME, devlink->address) < 0)
		return NULL;
	return NIC_TAKE(msg);
}

static bool is_text(const struct nlattr *attr)
{
	return attr && memchr(nla_data(attr), '\0', (size_t)nla_len(attr));
}

static bool is_about(const struct netdevlink *devlink, struct nlattr *const *attrs)
{
	return is_text(attrs[DEVLINK_ATTR_BUS_NAME]) &&
	       is_text(attrs[DEVLINK_ATTR_DEV_NAME]) &&
	       nla_strcmp(attrs[DEVLINK_ATTR_BUS_NAME], devlink->bus) == 0 &&
	       nla_strcmp(attrs[DEVLINK_ATTR_DEV_NAME], devlink->address) == 0;
}

static uint64_t get_number(const struct nlattr *attr)
{
	uint64_t number = 0;
	size_t bytes = (size_t)nla_len(attr);

	if (bytes == 1)
		return *(const uint8_t *)nla_data(attr);
	if (bytes == 2)
		return nla_get_u16(attr);
	if (bytes == 4)
		return nla_get_u32(attr);
	if (bytes == sizeof(number))
		memcpy(&number, nla_data(attr), bytes);
	return number;
}

/* A flag is there or not; NULL: no value that could be told. */
static const char *value_text(struct arena *arena, uint8_t type,
			      const struct nlattr *data)
{
	if (type == TYPE_FLAG)
		return data ? "true" : "false";
	if (type == TYPE_TEXT)
		return is_text(data) ? arena_strdup(arena, nla_data(data)) : NULL;
	if (type < TYPE_U8 || type > TYPE_U64 || !data)
		return NULL;
	return arena_printf(arena, "%" PRIu64, get_number(data));
}

static int take_value(struct reader *reader, const char *name, uint8_t type,
		      struct nlattr *value)
{
	struct nlattr *attrs[DEVLINK_ATTR_MAX + 1];
	const char *text;
	uint8_t cmode;

	if (nla_parse_nested(attrs, DEVLINK_ATTR_MAX, value, NULL) < 0 ||
	    !attrs[DEVLINK_ATTR_PARAM_VALUE_CMODE])
		return 0;
	cmode = nla_get_u8(attrs[DEVLINK_ATTR_PARAM_VALUE_CMODE]);
	text = value_text(reader->state->arena, type,
			  attrs[DEVLINK_ATTR_PARAM_VALUE_DATA]);
	if (!text || (cmode != DEVLINK_PARAM_CMODE_RUNTIME &&
		      cmode != DEVLINK_PARAM_CMODE_DRIVERINIT))
		return arena_failed(reader->state->arena) ? -ENOMEM : 0;
	return netstate_set(reader->state, reader->device,
			    cmode == DEVLINK_PARAM_CMODE_RUNTIME ? RUNTIME : DRIVERINIT,
			    name, text);
}

/* Kernels before 6.5 tell the parameters of all devices. */
static int take_param(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[DEVLINK_ATTR_MAX + 1], *param[DEVLINK_ATTR_MAX + 1], *value;
	const char *name;
	int rest, r = 0;

	if (!msg || genl_parse(msg, attrs, DEVLINK_ATTR_MAX) < 0 ||
	    !is_about(reader->devlink, attrs) || !attrs[DEVLINK_ATTR_PARAM] ||
	    nla_parse_nested(param, DEVLINK_ATTR_MAX, attrs[DEVLINK_ATTR_PARAM], NULL) <
		    0 ||
	    !is_text(param[DEVLINK_ATTR_PARAM_NAME]) || !param[DEVLINK_ATTR_PARAM_TYPE] ||
	    !param[DEVLINK_ATTR_PARAM_VALUES_LIST])
		return 0;
	name = nla_data(param[DEVLINK_ATTR_PARAM_NAME]);
	if (reader->wanted) {
		if (strcmp(reader->wanted, name) == 0)
			reader->type = nla_get_u8(param[DEVLINK_ATTR_PARAM_TYPE]);
		return 0;
	}
	nla_for_each_nested(value, param[DEVLINK_ATTR_PARAM_VALUES_LIST], rest)
	{
		if (r == 0)
			r = take_value(reader, name,
				       nla_get_u8(param[DEVLINK_ATTR_PARAM_TYPE]), value);
	}
	return r;
}

static int ask_params(struct reader *reader)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		new_request(reader->devlink, DEVLINK_CMD_PARAM_GET, NLM_F_DUMP);

	return msg ? netlink_ask(reader->devlink->sock, msg, take_param, reader)
		   : -ENOMEM;
}

static int take_eswitch(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[DEVLINK_ATTR_MAX + 1];
	int r = 0;

	if (!msg || genl_parse(msg, attrs, DEVLINK_ATTR_MAX) < 0)
		return 0;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(modes) && r == 0; i++) {
		const struct nlattr *attr = attrs[modes[i].attr];
		uint64_t number = attr ? get_number(attr) : NIC_ARRAY_SIZE(modes->words);

		if (number < NIC_ARRAY_SIZE(modes->words) && modes[i].words[number])
			r = netstate_set(reader->state, reader->device, ESWITCH,
					 modes[i].name, modes[i].words[number]);
	}
	return r;
}

static int read_eswitch(struct reader *reader)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(reader->devlink, DEVLINK_CMD_ESWITCH_GET, 0);

	return msg ? netlink_ask(reader->devlink->sock, msg, take_eswitch, reader)
		   : -ENOMEM;
}

/* A device without devlink, or without parameters or eswitch, says so by an error. */
int netdevlink_read(struct netdevlink *devlink, struct netstate *state,
		    struct net_device *device)
{
	struct reader reader = {.devlink = devlink, .state = state, .device = device};
	int r = 0;

	if (devlink->family)
		r = ask_params(&reader);
	if (devlink->family && r != -ENOMEM)
		r = read_eswitch(&reader);
	return r == -ENOMEM ? r : 0;
}

static int put_value(struct nl_msg *msg, uint8_t type, const char *value)
{
	unsigned long long number = strtoull(value, NULL, 10);
	int attr = DEVLINK_ATTR_PARAM_VALUE_DATA;

	switch (type) {
	case TYPE_U8:
		return nla_put_u8(msg, attr, (uint8_t)number);
	case TYPE_U16:
		return nla_put_u16(msg, attr, (uint16_t)number);
	case TYPE_U32:
		return nla_put_u32(msg, attr, (uint32_t)number);
	case TYPE_U64:
		return nla_put_u64(msg, attr, number);
	case TYPE_TEXT:
		return nla_put_string(msg, attr, value);
	default:
		return strcmp(value, "true") == 0 ? nla_put_flag(msg, attr) : 0;
	}
}

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

static int set_param(struct netdevlink *devlink, const char *name, const char *value)
{
	struct reader reader = {.devlink = devlink, .wanted = name};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r = ask_params(&reader);

	if (r < 0 || !reader.type)
		return r < 0 ? r : -EOPNOTSUPP;
	msg = new_request(devlink, DEVLINK_CMD_PARAM_SET, NLM_F_ACK);
	if (!msg || nla_put_string(msg, DEVLINK_ATTR_PARAM_NAME, name) < 0 ||
	    nla_put_u8(msg, DEVLINK_ATTR_PARAM_TYPE, reader.type) < 0 ||
	    nla_put_u8(msg, DEVLINK_ATTR_PARAM_VALUE_CMODE, DEVLINK_PARAM_CMODE_RUNTIME) <
		    0 ||
	    put_value(msg, reader.type, value) < 0)
		return -ENOMEM;
	return netlink_ask(devlink->sock, msg, no_answer, NULL);
}

static int put_mode(struct nl_msg *msg, const struct mode *mode, const char *value)
{
	for (uint16_t i = 0; i < NIC_ARRAY_SIZE(mode->words); i++) {
		if (!mode->words[i] || strcmp(mode->words[i], value) != 0)
			continue;
		return mode->bytes == 2 ? nla_put_u16(msg, mode->attr, i)
					: nla_put_u8(msg, mode->attr, (uint8_t)i);
	}
	return -EINVAL;
}

static int set_eswitch(struct netdevlink *devlink, const char *name, const char *value)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(devlink, DEVLINK_CMD_ESWITCH_SET, NLM_F_ACK);

	for (size_t i = 0; msg && i < NIC_ARRAY_SIZE(modes); i++) {
		if (strcmp(modes[i].name, name) != 0)
			continue;
		return put_mode(msg, &modes[i], value) < 0
			       ? -EINVAL
			       : netlink_ask(devlink->sock, msg, no_answer, NULL);
	}
	return msg ? -EOPNOTSUPP : -ENOMEM;
}

int netdevlink_set(struct netdevlink *devlink, const char *group, const char *setting,
		   const char *value)
{
	if (!devlink->family || !value)
		return -EOPNOTSUPP;
	if (strcmp(group, RUNTIME) == 0)
		return set_param(devlink, setting, value);
	return strcmp(group, ESWITCH) == 0 ? set_eswitch(devlink, setting, value)
					   : -EOPNOTSUPP;
}
