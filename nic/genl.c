/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generic netlink: families by name, and their messages. */
#include "genl.h"

#include <errno.h>
#include <linux/genetlink.h>

static int take_family(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];
	uint16_t *id = ctx;

	if (msg && genl_parse(msg, attrs, CTRL_ATTR_MAX) == 0 &&
	    attrs[CTRL_ATTR_FAMILY_ID])
		*id = nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

int genl_family(struct nl_sock *sock, const char *name, uint16_t *ret_id)
{
	struct genlmsghdr header = {.cmd = CTRL_CMD_GETFAMILY, .version = 1};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(GENL_ID_CTRL, 0, &header, sizeof(header));
	uint16_t id = 0;
	int r;

	if (!msg || nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name) < 0)
		return -ENOMEM;
	r = netlink_ask(sock, msg, take_family, &id);
	if (r < 0 && r != -ENOENT)
		return r;
	*ret_id = id;
	return 0;
}

int genl_parse(struct nlmsghdr *msg, struct nlattr **ret_attrs, int max)
{
	return nlmsg_parse(msg, sizeof(struct genlmsghdr), ret_attrs, max, NULL) < 0
		       ? -EINVAL
		       : 0;
}
