/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines, drawn in a few lines each, and every end of every reason to protect. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_host.h"
#include "protect.h"

/* A machine, line by line; words are separated by one blank:
 *   port ADDRESS DRIVER [pf=ADDRESS]
 *   dev NAME INDEX [KEY=VALUE...]: port, kind, ns, master, link, linkns ("-": the
 *       caller's), remote, local, mark, addr, alt, mac, perm
 *   route INDEX [NAMESPACE]
 *   ssh PEER INDEX [ns=NAMESPACE] [port=NUMBER: not the caller's own]
 *   way ADDRESS INDEX [ns=NAMESPACE] [mark=NUMBER]
 *   use WHAT SERVER
 *   protect NAME
 * and what is expected, line by line: "CHAIN" for a port, "? CHAIN" for an end that
 * nobody knows, "- CHAIN" for one that leads nowhere, "! SENTENCE" for a mistake. */
struct topology {
	const char *name, *machine, *expected;
};

struct line {
	char *words[16];
	size_t n;
};

static const char *value(const struct line *line, const char *key)
{
	size_t bytes = strlen(key);

	for (size_t i = 1; i < line->n; i++) {
		if (strncmp(line->words[i], key, bytes) == 0 &&
		    line->words[i][bytes] == '=')
			return line->words[i] + bytes + 1;
	}
	return NULL;
}

static uint32_t number(const struct line *line, const char *key)
{
	const char *text = value(line, key);

	return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static const char *copy(struct host *host, const char *text)
{
	return arena_strdup(host->arena, text);
}

static void add_dev(struct host *host, const struct line *line)
{
	struct netdev *dev = fake_netdev(host, line->words[1],
					 (uint32_t)strtoul(line->words[2], NULL, 10),
					 value(line, "port"));
	const char *linkns = value(line, "linkns");

	dev->kind = copy(host, value(line, "kind"));
	dev->netns = copy(host, value(line, "ns"));
	dev->master = number(line, "master");
	dev->link = number(line, "link");
	dev->link_netns = linkns && strcmp(linkns, "-") == 0 ? HOST_NETNS_CALLER
							     : copy(host, linkns);
	dev->tunnel_local = copy(host, value(line, "local"));
	dev->tunnel_mark = number(line, "mark");
	dev->mac = copy(host, value(line, "mac"));
	dev->permanent_mac = copy(host, value(line, "perm"));
	for (size_t i = 3; i < line->n; i++) {
		if (strncmp(line->words[i], "remote=", 7) == 0)
			fake_push(host, &dev->remotes, line->words[i] + 7);
		else if (strncmp(line->words[i], "addr=", 5) == 0)
			fake_push(host, &dev->addresses, line->words[i] + 5);
		else if (strncmp(line->words[i], "alt=", 4) == 0)
			fake_push(host, &dev->altnames, line->words[i] + 4);
	}
}

static void add_session(struct host *host, const struct line *line, uint32_t index)
{
	struct session *session;

	fake_session(host, line->words[1], index);
	session = &host->sessions.items[host->sessions.n - 1];
	session->netns = copy(host, value(line, "ns"));
	session->local_port = number(line, "port");
	session->has_local_port = session->is_other = session->local_port != 0;
}

static void add_line(struct host *host, struct request *request, const struct line *line)
{
	const char *what = line->words[0];
	uint32_t index = line->n > 2 ? (uint32_t)strtoul(line->words[2], NULL, 10) : 0;

	if (strcmp(what, "port") == 0) {
		fake_port(host, line->words[1], line->words[2])->physfn =
			copy(host, value(line, "pf"));
	} else if (strcmp(what, "dev") == 0) {
		add_dev(host, line);
	} else if (strcmp(what, "route") == 0) {
		fake_route(host, (uint32_t)strtoul(line->words[1], NULL, 10));
		if (line->n > 2)
			host->default_routes.items[host->default_routes.n - 1].netns =
				copy(host, line->words[2]);
	} else if (strcmp(what, "ssh") == 0) {
		add_session(host, line, index);
	} else if (strcmp(what, "way") == 0) {
		struct way *way = fake_way(host, line->words[1], index);

		way->netns = copy(host, value(line, "ns"));
		way->mark = number(line, "mark");
	} else if (strcmp(what, "use") == 0) {
		fake_use(host, line->words[1], line->words[2]);
	} else if (strcmp(what, "protect") == 0) {
		fake_push(host, &request->protect, line->words[1]);
	} else {
		fail_msg("the test does not know '%s'", what);
	}
}

static void draw(struct host *host, struct request *request, const char *machine)
{
	char *text = arena_strdup(host->arena, machine), *row;

	assert_non_null(text);
	while ((row = strsep(&text, "\n"))) {
		struct line line = {0};
		char *word;

		while ((word = strsep(&row, " ")))
			line.words[line.n++] = word;
		add_line(host, request, &line);
	}
}

static char *tell(struct host *host, const struct protections *found)
{
	static const char *const signs[] = {"", "- ", "? "};
	char *text = arena_strdup(host->arena, "");

	for (size_t i = 0; i < found->n; i++)
		text = arena_printf(host->arena, "%s%s%s%s", text, *text ? "\n" : "",
				    signs[found->items[i].end], found->items[i].chain);
	for (size_t i = 0; i < found->mistakes.n; i++)
		text = arena_printf(host->arena, "%s%s! %s", text, *text ? "\n" : "",
				    found->mistakes.items[i]);
	return text;
}

#define P1 "port 0000:01:00.0 ice\ndev p1 1 port=0000:01:00.0"
#define P2 "port 0000:02:00.0 i40e\ndev p2 2 port=0000:02:00.0"
#define P1_DOWN " -> p1 -> 0000:01:00.0 -> ice"
#define P2_DOWN " -> p2 -> 0000:02:00.0 -> i40e"
#define ROUTE "default route (inet)"

static const struct topology topologies[] = {
	{"a port", P1 "\nroute 1", ROUTE P1_DOWN},
	{"a VLAN over a bond over two ports",
	 P1 " master=8\n" P2 " master=8\ndev bond0 8 kind=bond\n"
	    "dev bond0.100 9 kind=vlan link=8\nroute 9",
	 ROUTE " -> bond0.100 -> bond0" P1_DOWN "\n" ROUTE
	       " -> bond0.100 -> bond0" P2_DOWN},
	{"a team", P1 " master=8\n" P2 " master=8\ndev team0 8 kind=team\nroute 8",
	 ROUTE " -> team0" P1_DOWN "\n" ROUTE " -> team0" P2_DOWN},
	{"a bridge with guests' taps",
	 P1 " master=8\ndev tap0 3 kind=tun master=8\ndev br0 8 kind=bridge\nroute 8",
	 ROUTE " -> br0" P1_DOWN "\n? " ROUTE " -> br0 -> tap0"},
	{"a bridge that stands alone", "dev br0 8 kind=bridge\nroute 8",
	 "- " ROUTE " -> br0"},
	{"a bridge over a bond over a VLAN",
	 P1 "\ndev p1.5 3 kind=vlan link=1 master=8\ndev bond0 8 kind=bond master=9\n"
	    "dev br0 9 kind=bridge\nroute 9",
	 ROUTE " -> br0 -> bond0 -> p1.5" P1_DOWN},
	{"Open vSwitch: the bridge's device is no member of the datapath",
	 P1 " master=5\n" P2 "\ndev ovs-system 5 kind=openvswitch\n"
	    "dev br0 6 kind=openvswitch\nroute 6",
	 ROUTE " -> br0" P1_DOWN},
	{"Open vSwitch: all ports of the datapath, a bond outside it as well",
	 P1 " master=8\n" P2 " master=5\ndev bond0 8 kind=bond master=5\n"
	    "dev ovs-system 5 kind=openvswitch\ndev br-ex 6 kind=openvswitch\nroute 6",
	 ROUTE " -> br-ex" P2_DOWN "\n" ROUTE " -> br-ex -> bond0" P1_DOWN},
	{"Open vSwitch without ports", "dev br0 6 kind=openvswitch\nroute 6",
	 "- " ROUTE " -> br0"},
	{"macvlan", P1 "\ndev mv0 3 kind=macvlan link=1\nroute 3",
	 ROUTE " -> mv0" P1_DOWN},
	{"ipvlan", P1 "\ndev iv0 3 kind=ipvlan link=1\nroute 3", ROUTE " -> iv0" P1_DOWN},
	{"macvlan in a container",
	 P1 "\ndev eth0 3 kind=macvlan ns=blue link=1 linkns=-\nroute 3 blue",
	 ROUTE " -> eth0 [blue]" P1_DOWN},
	{"a container's index is not the caller's",
	 P1 "\ndev eth0 1 kind=dummy ns=blue\nroute 1 blue",
	 "- " ROUTE " -> eth0 [blue]"},
	{"a VLAN whose device is in another container",
	 "port 0000:01:00.0 ice\ndev p1 1 port=0000:01:00.0 ns=red\n"
	 "dev v5 3 kind=vlan link=1 linkns=red\nroute 3",
	 ROUTE " -> v5 -> p1 [red] -> 0000:01:00.0 -> ice"},
	{"a link into a namespace that cannot be seen",
	 P1 "\ndev v5 3 kind=vlan link=1 linkns=(unknown)\nroute 3", "? " ROUTE " -> v5"},
	{"a container on a bridge that routes",
	 P1 "\ndev docker0 5 kind=bridge addr=172.17.0.1/16\n"
	    "dev veth1 6 kind=veth master=5 link=2 linkns=blue\n"
	    "dev eth0 2 kind=veth ns=blue link=6 linkns=-\nroute 1\nroute 2 blue",
	 ROUTE P1_DOWN "\n" ROUTE " -> eth0 [blue] -> veth1 -> docker0" P1_DOWN},
	{"a container on a bridge with a port",
	 P1 " master=5\ndev br0 5 kind=bridge\ndev veth1 6 kind=veth master=5 link=2 "
	    "linkns=blue\ndev eth0 2 kind=veth ns=blue link=6 linkns=-\nroute 2 blue",
	 ROUTE " -> eth0 [blue] -> veth1 -> br0" P1_DOWN},
	{"a container whose host has no way out",
	 "dev veth1 6 kind=veth link=2 linkns=blue\n"
	 "dev eth0 2 kind=veth ns=blue link=6 linkns=-\nroute 2 blue",
	 "- " ROUTE " -> eth0 [blue] -> veth1"},
	{"a session into a container takes its own way",
	 P1 "\n" P2 "\ndev veth1 6 kind=veth link=2 linkns=blue\n"
	    "dev eth0 2 kind=veth ns=blue link=6 linkns=-\nroute 1\nssh 198.51.100.7 2 "
	    "ns=blue port=22\nway 198.51.100.7 2",
	 ROUTE P1_DOWN
	 "\nsession at port 22 (from 198.51.100.7) -> eth0 [blue] -> veth1" P2_DOWN},
	{"the other end of a veth cannot be seen",
	 "dev eth0 2 kind=veth link=9 linkns=(unknown)\nroute 2", "? " ROUTE " -> eth0"},
	{"two veths that name each other",
	 "dev a 2 kind=veth link=3\ndev b 3 kind=veth link=2\nroute 2",
	 "- " ROUTE " -> a -> b"},
	{"VXLAN by the route to its remote end",
	 P1 "\n" P2 "\ndev vx0 3 kind=vxlan remote=192.0.2.9\nroute 3\nway 192.0.2.9 2",
	 ROUTE " -> vx0 -> tunnel to 192.0.2.9" P2_DOWN},
	{"VXLAN bound to a device", P1 "\ndev vx0 3 kind=vxlan link=1\nroute 3",
	 ROUTE " -> vx0" P1_DOWN},
	{"VXLAN with nothing but a local address",
	 P1 " addr=192.0.2.1/24\ndev vx0 3 kind=vxlan local=192.0.2.1\nroute 3",
	 ROUTE " -> vx0" P1_DOWN},
	{"VXLAN of which nothing is known", "dev vx0 3 kind=vxlan\nroute 3",
	 "? " ROUTE " -> vx0"},
	{"GRE over a VLAN",
	 P1 "\ndev p1.5 3 kind=vlan link=1\ndev gre1 4 kind=gre remote=192.0.2.9\n"
	    "route 4\nway 192.0.2.9 3",
	 ROUTE " -> gre1 -> tunnel to 192.0.2.9 -> p1.5" P1_DOWN},
	{"a tunnel in a container leaves from where it was made",
	 P1 "\ndev gre1 4 kind=gre ns=blue linkns=- remote=192.0.2.9\nroute 4 blue\n"
	    "way 192.0.2.9 1",
	 ROUTE " -> gre1 [blue] -> tunnel to 192.0.2.9" P1_DOWN},
	{"WireGuard with two peers",
	 P1 "\n" P2 "\ndev wg0 4 kind=wireguard remote=192.0.2.9 remote=2001:db8::9\n"
	    "route 4\nway 192.0.2.9 1\nway 2001:db8::9 2",
	 ROUTE " -> wg0 -> tunnel to 192.0.2.9" P1_DOWN "\n" ROUTE
	       " -> wg0 -> tunnel to 2001:db8::9" P2_DOWN},
	{"WireGuard that marks its packets, as wg-quick makes it",
	 P1 "\ndev wg0 4 kind=wireguard remote=192.0.2.9 mark=51820\nroute 4\n"
	    "way 192.0.2.9 4\nway 192.0.2.9 1 mark=51820",
	 ROUTE " -> wg0 -> tunnel to 192.0.2.9" P1_DOWN},
	{"WireGuard in a container: where it was made nobody tells",
	 P1 "\ndev wg0 4 kind=wireguard ns=blue remote=192.0.2.9\nroute 4 blue\n"
	    "way 192.0.2.9 1",
	 ROUTE " -> wg0 [blue] -> tunnel to 192.0.2.9" P1_DOWN},
	{"WireGuard before anybody called", P1 "\ndev wg0 4 kind=wireguard\nroute 4",
	 "? " ROUTE " -> wg0"},
	{"a tunnel that leads into itself",
	 "dev gre1 4 kind=gre remote=192.0.2.9\nroute 4\nway 192.0.2.9 4",
	 "? " ROUTE " -> gre1 -> tunnel to 192.0.2.9"},
	{"a tunnel in a tunnel",
	 P1 "\ndev gre1 4 kind=gre remote=10.0.0.2\ndev wg0 5 kind=wireguard "
	    "remote=192.0.2.9\nroute 4\nway 10.0.0.2 5\nway 192.0.2.9 1",
	 ROUTE " -> gre1 -> tunnel to 10.0.0.2 -> wg0 -> tunnel to 192.0.2.9" P1_DOWN},
	{"a VPN of a process", "dev tun0 4 kind=tun\nroute 4", "? " ROUTE " -> tun0"},
	{"PPP", "dev ppp0 4 kind=ppp\nroute 4", "? " ROUTE " -> ppp0"},
	{"hardware without a port", "dev slip0 4\nroute 4", "? " ROUTE " -> slip0"},
	{"a VF and its PF",
	 P1
	 "\nport 0000:01:01.0 iavf pf=0000:01:00.0\ndev vf0 3 port=0000:01:01.0\nroute 3",
	 ROUTE " -> vf0 -> 0000:01:01.0 -> iavf\n" ROUTE
	       " -> vf0 -> VF 0000:01:01.0 -> PF 0000:01:00.0 -> ice"},
	{"a VRF", P1 " master=8\ndev blue 8 kind=vrf\nroute 8", ROUTE " -> blue" P1_DOWN},
	{"the device of a route is gone", "route 9", "? " ROUTE},
	{"the device below is gone", "dev v5 3 kind=vlan link=9\nroute 3",
	 "? " ROUTE " -> v5"},
	{"a circle of VLANs and a bond",
	 "dev bond0 3 kind=bond\ndev v5 4 kind=vlan link=3 master=3\nroute 3",
	 "- " ROUTE " -> bond0"},
	{"routes of all namespaces",
	 P1 "\nport 0000:02:00.0 i40e\ndev p2 1 port=0000:02:00.0 ns=blue\nroute 1\n"
	    "route 1 blue",
	 ROUTE P1_DOWN "\n" ROUTE " -> p2 [blue] -> 0000:02:00.0 -> i40e"},
	{"sessions of others, by port and once for each peer",
	 P1 "\n" P2 "\nssh 198.51.100.7 1 port=22\nssh 198.51.100.7 1 port=22\n"
	    "ssh 198.51.100.8 2 port=443",
	 "session at port 22 (from 198.51.100.7)" P1_DOWN},
	{"the caller's own session is not told twice",
	 P1 "\nssh 198.51.100.7 1\nssh 198.51.100.7 1 port=22",
	 "this session (from 198.51.100.7)" P1_DOWN},
	{"a session over the loopback device needs no port",
	 "dev lo 1\nssh 127.0.0.1 1 port=22", ""},
	{"storage by the route to its server",
	 P1 "\n" P2 "\nuse nfs4 192.0.2.9\nway 192.0.2.9 2",
	 "nfs4 at '/srv' (192.0.2.9)" P2_DOWN},
	{"storage without a route", P1 "\nuse nfs4 192.0.2.9",
	 "? nfs4 at '/srv' (192.0.2.9)"},
	{"storage of this very machine", "dev lo 1\nuse nfs4 127.0.0.1\nway 127.0.0.1 1",
	 ""},
	{"named: a bond stands for its members",
	 P1 " master=8\n" P2 " master=8\ndev bond0 8 kind=bond\nprotect bond0",
	 "configuration (protect bond0) -> bond0" P1_DOWN
	 "\nconfiguration (protect bond0) -> bond0" P2_DOWN},
	{"named: an alternative name", P1 " alt=uplink\nprotect uplink",
	 "configuration (protect uplink)" P1_DOWN},
	{"named: PCI addresses, short and long",
	 P1 "\nprotect 01:00.0\nprotect 0000:01:00.0",
	 "configuration (protect 01:00.0) -> 0000:01:00.0 -> ice\n"
	 "configuration (protect 0000:01:00.0) -> 0000:01:00.0 -> ice"},
	{"named: the MAC that bond members share is the bond's, the permanent one a port's",
	 P1 " mac=02:00:00:00:00:01 perm=02:00:00:00:00:01\n" P2
	    " mac=02:00:00:00:00:01 perm=02:00:00:00:00:02\nprotect 02:00:00:00:00:02",
	 "configuration (protect 02:00:00:00:00:02)" P2_DOWN},
	{"named: a MAC in capitals",
	 P1 " mac=0a:00:00:00:00:01\nprotect 0A:00:00:00:00:01",
	 "configuration (protect 0A:00:00:00:00:01)" P1_DOWN},
	{"named: a port in a container",
	 "port 0000:01:00.0 ice\ndev p1 1 port=0000:01:00.0 ns=blue\nprotect p1",
	 "configuration (protect p1) -> p1 [blue] -> 0000:01:00.0 -> ice"},
	{"named: nothing of that name", P1 "\nprotect p11",
	 "! 'p11' (protect) is no network device, MAC or PCI address of a port here"},
	{"named: what leads to no port", "dev d0 3 kind=dummy\nprotect d0",
	 "- configuration (protect d0) -> d0"},
};

static void test_each_topology(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(topologies); i++) {
		NIC_CLEANUP(host_freep) struct host *host = fake_host();
		struct request request = {0};
		struct protections found;
		struct nic_err err = {0};
		const char *told;

		draw(host, &request, topologies[i].machine);
		assert_int_equal(
			protect_resolve(host, &request, host->arena, &found, &err), 0);
		told = tell(host, &found);
		if (strcmp(told, topologies[i].expected) == 0)
			continue;
		failed++;
		print_error("%s\n  expected:\n%s\n  found:\n%s\n", topologies[i].name,
			    topologies[i].expected, told);
	}
	assert_int_equal(failed, 0);
}

/* What a health probe needs to know of a way. */
static void test_ways_can_be_probed(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct request request = {0};
	struct protections found;
	const struct protection *item;
	struct nic_err err = {0};

	(void)state;
	draw(host, &request,
	     P1 "\ndev v5 3 kind=vlan link=1\nroute 3\nssh 198.51.100.7 1 ns=blue");
	assert_int_equal(protect_resolve(host, &request, host->arena, &found, &err), 0);
	item = protect_find(&found, "0000:01:00.0");
	assert_non_null(item);
	assert_int_equal(item->devices.n, 2);
	assert_string_equal(item->devices.items[0]->name, "v5");
	assert_string_equal(item->devices.items[1]->name, "p1");
	assert_string_equal(item->reason->gateway, "192.0.2.1");
	assert_int_equal(item->reason->ifindex, 3);
	assert_null(item->reason->netns);
	assert_null(item->reason->peer);
	assert_int_equal(item->reason->n_ports, 1);
	item = &found.items[1];
	assert_string_equal(item->reason->peer, "198.51.100.7");
	assert_string_equal(item->reason->netns, "blue");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_topology),
		cmocka_unit_test(test_ways_can_be_probed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
