/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a network device by its kind. Source of the names: MODULE_ALIAS and
 * MODULE_ALIAS_RTNL_LINK in the kernel's drivers/net and net/. */
#include "netkind.h"

#include <stddef.h>
#include <string.h>

#include "macro.h"

static bool is_one_of(const char *kind, const char *const *kinds, size_t n)
{
	for (size_t i = 0; kind && i < n; i++) {
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	}
	return false;
}

bool netkind_is_ovs(const char *kind)
{
	return kind && strcmp(kind, "openvswitch") == 0;
}

bool netkind_is_vrf(const char *kind)
{
	return kind && strcmp(kind, "vrf") == 0;
}

bool netkind_is_pair(const char *kind)
{
	static const char *const kinds[] = {"veth", "netkit", "vxcan"};

	return is_one_of(kind, kinds, NIC_ARRAY_SIZE(kinds));
}

bool netkind_hides_netns(const char *kind)
{
	return kind && strcmp(kind, "wireguard") == 0;
}

bool netkind_is_empty(const char *kind)
{
	static const char *const kinds[] = {"bond",	   "team",  "bridge", "vrf",
					    "openvswitch", "dummy", "ifb",    "nlmon"};

	return is_one_of(kind, kinds, NIC_ARRAY_SIZE(kinds));
}

const char *netkind_unknown(const char *kind)
{
	static const char *const tunnels[] = {
		"vxlan",  "geneve",    "gre",	    "gretap",	 "erspan",
		"ip6gre", "ip6gretap", "ip6erspan", "ipip",	 "sit",
		"ip6tnl", "vti",       "vti6",	    "wireguard", "bareudp"};

	if (!kind)
		return "the hardware behind it is not known";
	if (strcmp(kind, "tun") == 0)
		return "a process carries it (tun)";
	if (strcmp(kind, "ppp") == 0)
		return "a process carries it (ppp)";
	if (is_one_of(kind, tunnels, NIC_ARRAY_SIZE(tunnels)))
		return "its other end is not known";
	return "what carries it is not known";
}

const char *netkind_module(const char *kind)
{
	static const struct {
		const char *kind, *module;
	} others[] = {
		{"bond", "bonding"},
		{"vlan", "8021q"},
		{"gre", "ip_gre"},
		{"gretap", "ip_gre"},
		{"erspan", "ip_gre"},
		{"ip6gre", "ip6_gre"},
		{"ip6gretap", "ip6_gre"},
		{"ip6erspan", "ip6_gre"},
		{"ip6tnl", "ip6_tunnel"},
		{"vti", "ip_vti"},
		{"vti6", "ip6_vti"},
		{"ipoib", "ib_ipoib"},
		{"ipvtap", "ipvtap"},
		{"ppp", "ppp_generic"},
		{"hsr", "hsr"},
		{"dsa", "dsa_core"},
		{"xfrm", "xfrm_interface"},
		{"batadv", "batman_adv"},
	};

	for (size_t i = 0; kind && i < NIC_ARRAY_SIZE(others); i++) {
		if (strcmp(others[i].kind, kind) == 0)
			return others[i].module;
	}
	return kind;
}
