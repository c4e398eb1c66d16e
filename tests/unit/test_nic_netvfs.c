/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a driver tells of a virtual function, as text and back: each value comes out as it
 * went in, and what is no value is refused. */
#include "test.h"

#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

#include "netvfs_text.h"

static const struct {
	int type;
	const char *name, *value;
} values[] = {
	{IFLA_VF_MAC, "mac", "02:00:00:00:aa:01"},
	{IFLA_VF_VLAN_LIST, "vlan", "33 qos 2 proto 8100"},
	{IFLA_VF_VLAN_LIST, "vlan", "4094 qos 0 proto 88a8"},
	{IFLA_VF_RATE, "rate", "min 10 max 1000"},
	{IFLA_VF_SPOOFCHK, "spoofchk", "off"},
	{IFLA_VF_TRUST, "trust", "on"},
	{IFLA_VF_RSS_QUERY_EN, "rss-query", "on"},
	{IFLA_VF_LINK_STATE, "link-state", "auto"},
	{IFLA_VF_LINK_STATE, "link-state", "disable"},
};

static void there_and_back(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(values); i++) {
		NIC_CLEANUP(netlink_freep) struct nl_msg *msg = nlmsg_alloc_simple(0, 0);
		const struct nlattr *attr;

		assert_string_equal(netvfs_text_name(values[i].type), values[i].name);
		assert_int_equal(netvfs_text_put(msg, 7, values[i].name, values[i].value),
				 0);
		attr = nlmsg_find_attr(nlmsg_hdr(msg), 0, values[i].type);
		assert_non_null(attr);
		assert_string_equal(netvfs_text_read(arena, attr), values[i].value);
		if (values[i].type != IFLA_VF_VLAN_LIST)
			assert_int_equal(*(const uint32_t *)nla_data(attr), 7);
	}
}

static void refused(void **state)
{
	static const char *const bad[][2] = {
		{"mac", "02:00:00"},	   {"vlan", "33"},	 {"rate", "10"},
		{"trust", "perhaps"},	   {"link-state", "on"}, {"mac", ""},
		{"vlan", "x qos y proto"}, {"spoofchk", ""},
	};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = nlmsg_alloc_simple(0, 0);

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_int_equal(netvfs_text_put(msg, 0, bad[i][0], bad[i][1]), -EINVAL);
	assert_int_equal(netvfs_text_put(msg, 0, "colour", "red"), -EOPNOTSUPP);
	assert_null(netvfs_text_name(IFLA_VF_STATS));
}

/* A driver without a switch says ~0; one of another size is not taken for a value. */
static void not_there(void **state)
{
	const struct ifla_vf_trust none = {.vf = 1, .setting = UINT32_MAX};
	const struct ifla_vf_trust strange = {.vf = 1, .setting = 3};
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = nlmsg_alloc_simple(0, 0);

	(void)state;
	assert_int_equal(nla_put(msg, IFLA_VF_TRUST, sizeof(none), &none), 0);
	assert_int_equal(nla_put(msg, IFLA_VF_SPOOFCHK, sizeof(strange), &strange), 0);
	assert_int_equal(nla_put(msg, IFLA_VF_RATE, 4, &none), 0);
	assert_int_equal(nla_put(msg, IFLA_VF_MAC, 8, &none), 0);
	for (int type = IFLA_VF_MAC; type <= IFLA_VF_TRUST; type++) {
		const struct nlattr *attr = nlmsg_find_attr(nlmsg_hdr(msg), 0, type);

		if (attr)
			assert_null(netvfs_text_read(arena, attr));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(refused),
		cmocka_unit_test(not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
