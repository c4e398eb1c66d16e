/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds hosts for tests. */
#include "fake_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory)
{
	if (!memory) {
		fprintf(stderr, "fake_host: out of memory\n");
		abort();
	}
	return memory;
}

static const char *copy(struct host *host, const char *text)
{
	return text ? must(arena_strdup(host->arena, text)) : NULL;
}

void fake_push(struct host *host, struct strv *list, const char *text)
{
	if (strv_push(host->arena, list, text) < 0)
		must(NULL);
}

static struct module *module_of(struct host *host, const char *name)
{
	return must(host_module(host, name));
}

struct host *fake_host(void)
{
	struct host *host = must(host_new());

	host->hostname = copy(host, "capture1");
	host->collected_at = copy(host, "2026-01-31T23:59:59Z");
	host->kernel = (struct kernel){
		.release = copy(host, FAKE_RELEASE),
		.machine = copy(host, "x86_64"),
		.vermagic = copy(host, FAKE_VERMAGIC),
		.lockdown = copy(host, "none"),
		.has_modules = true,
		.has_udevd = true,
	};
	return host;
}

struct modfile *fake_file(struct host *host, const char *name, const char *path)
{
	struct modfile *file = must(ARENA_PUSH(host->arena, &host->files));

	file->path = copy(host, path);
	file->name = copy(host, name);
	file->vermagic =
		must(arena_printf(host->arena, "%s SMP preempt mod_unload modversions ",
				  host->kernel.release));
	file->build_id = must(arena_printf(host->arena, "b1d0%s", name));
	file->origin = ORIGIN_IN_TREE;
	file->is_signed = true;
	file->signer = copy(host, "Debian Secure Boot CA");
	file->size_bytes = 1000;
	return file;
}

struct modfile *fake_file_of(struct host *host, const char *name)
{
	return must(host_file(host, module_of(host, name)->path));
}

struct modfile *fake_rebuild(struct host *host, const char *name, const char *path)
{
	struct modfile *file = must(ARENA_PUSH(host->arena, &host->files));

	*file = *fake_file_of(host, name); /* grow its lists, or the others, not both */
	file->path = copy(host, path);
	file->build_id = must(arena_printf(host->arena, "b1d1%s", name));
	file->origin = ORIGIN_OTHER;
	return file;
}

struct module *fake_module(struct host *host, const char *name)
{
	const char *path = must(arena_printf(host->arena, "/lib/modules/%s/kernel/%s.ko",
					     host->kernel.release, name));
	const char *build_id = fake_file(host, name, path)->build_id;
	struct module *module = must(ARENA_PUSH(host->arena, &host->modules));

	module->name = copy(host, name);
	module->state = MODULE_LIVE;
	module->has_refcnt = true;
	module->has_details = true;
	module->instance = 1000 + host->modules.n;
	module->build_id = build_id;
	module->path = path;
	module->installed_path = path;
	module->path_is_proven = true;
	return module;
}

static void add_symbol(struct host *host, struct symbol_list *list, const char *name,
		       uint32_t crc)
{
	struct symbol *symbol = must(ARENA_PUSH(host->arena, list));

	symbol->name = copy(host, name);
	symbol->crc = crc;
	symbol->has_crc = true;
}

void fake_need(struct host *host, struct modfile *file, const char *symbol, uint32_t crc)
{
	add_symbol(host, &file->needs, symbol, crc);
}

void fake_offer(struct host *host, struct modfile *file, const char *symbol, uint32_t crc)
{
	add_symbol(host, &file->offers, symbol, crc);
}

static void link_symbol(struct host *host, const char *holder, const char *held)
{
	const char *name = must(arena_printf(host->arena, "%s_register", held));
	struct modfile *offering = fake_file_of(host, held);
	uint32_t crc = 0x11111111;

	for (size_t i = 0; i < offering->offers.n; i++) {
		if (strcmp(offering->offers.items[i].name, name) == 0)
			name = NULL;
		if (!name)
			break;
	}
	if (name)
		fake_offer(host, offering, name, crc);
	fake_need(host, fake_file_of(host, holder),
		  must(arena_printf(host->arena, "%s_register", held)), crc);
}

void fake_hold(struct host *host, const char *holder, const char *held)
{
	struct module *below = module_of(host, held), *above = module_of(host, holder);

	fake_push(host, &below->holders, holder);
	below->refcnt++;
	fake_push(host, &fake_file_of(host, holder)->depends, held);
	/* In libkmod's order: what a dependency needs itself comes before it. */
	for (size_t i = 0; i < below->depends.n; i++) {
		if (!strv_has(&above->depends, below->depends.items[i]))
			fake_push(host, &above->depends, below->depends.items[i]);
	}
	if (!strv_has(&above->depends, held))
		fake_push(host, &above->depends, held);
	link_symbol(host, holder, held);
}

void fake_param(struct host *host, const char *module, const char *name, const char *type,
		const char *value)
{
	struct modfile *file = fake_file_of(host, module);
	struct param_decl *decl = must(ARENA_PUSH(host->arena, &file->params));
	struct param *param =
		must(ARENA_PUSH(host->arena, &module_of(host, module)->params));

	decl->name = copy(host, name);
	decl->type = copy(host, type);
	param->name = copy(host, name);
	param->value = copy(host, value);
}

struct modconf *fake_conf(struct host *host, const char *module)
{
	struct modconf *conf;

	for (size_t i = 0; i < host->confs.n; i++) {
		if (strcmp(host->confs.items[i].module, module) == 0)
			return &host->confs.items[i];
	}
	conf = must(ARENA_PUSH(host->arena, &host->confs));
	conf->module = copy(host, module);
	return conf;
}

struct port *fake_port(struct host *host, const char *address, const char *driver)
{
	struct port *port = must(ARENA_PUSH(host->arena, &host->ports));

	port->address = copy(host, address);
	port->bus = copy(host, "pci");
	port->driver = copy(host, driver);
	port->module = copy(host, driver);
	port->has_pci_id = true;
	port->vendor = 0x8086;
	port->device = 0x1592;
	return port;
}

struct netdev *fake_netdev(struct host *host, const char *name, uint32_t ifindex,
			   const char *port)
{
	struct netdev *netdev = must(ARENA_PUSH(host->arena, &host->netdevs));

	netdev->name = copy(host, name);
	netdev->ifindex = ifindex;
	netdev->port = copy(host, port);
	netdev->mtu = 1500;
	netdev->is_up = true;
	netdev->has_carrier = true;
	netdev->operstate = copy(host, "up");
	return netdev;
}

void fake_route(struct host *host, uint32_t ifindex)
{
	struct route *route = must(ARENA_PUSH(host->arena, &host->default_routes));

	route->family = copy(host, "inet");
	route->table = 254; /* RT_TABLE_MAIN */
	route->gateway = copy(host, "192.0.2.1");
	route->ifindex = ifindex;
}

void fake_session(struct host *host, const char *peer, uint32_t ifindex)
{
	struct session *session = must(ARENA_PUSH(host->arena, &host->sessions));

	session->peer = copy(host, peer);
	session->local = copy(host, "192.0.2.9");
	session->has_ifindex = ifindex != 0;
	session->ifindex = ifindex;
}

struct way *fake_way(struct host *host, const char *to, uint32_t ifindex)
{
	struct way *way = must(ARENA_PUSH(host->arena, &host->ways));

	way->to = copy(host, to);
	way->ifindex = ifindex;
	return way;
}

struct network_use *fake_use(struct host *host, const char *what, const char *server)
{
	struct network_use *use = must(ARENA_PUSH(host->arena, &host->network_uses));

	use->what = copy(host, what);
	use->where = copy(host, "/srv");
	use->server = copy(host, server);
	return use;
}

void fake_rdma(struct host *host, const char *name, const char *port)
{
	struct rdma_device *rdma = must(ARENA_PUSH(host->arena, &host->rdma));

	rdma->name = copy(host, name);
	rdma->port = copy(host, port);
	rdma->state = copy(host, "ACTIVE");
}

struct device_user *fake_user(struct host *host, const char *path, const char *port,
			      uint32_t pid, const char *comm)
{
	struct device_user *user = must(ARENA_PUSH(host->arena, &host->users));

	user->path = copy(host, path);
	user->port = copy(host, port);
	user->pid = pid;
	user->comm = copy(host, comm);
	return user;
}

/* FACTS: who needs whom on Debian's kernels 6.1 and 6.12. */
static void add_incident_modules(struct host *host, bool is_6_12)
{
	fake_module(host, "irdma");
	fake_module(host, "i40e");
	fake_module(host, "ice");
	fake_module(host, "ib_uverbs");
	fake_module(host, "ib_core");
	if (is_6_12) {
		fake_module(host, "gnss");
		fake_module(host, "libie");
		fake_hold(host, "ice", "gnss");
		fake_hold(host, "ice", "libie");
		fake_hold(host, "i40e", "libie");
	}
	fake_hold(host, "ib_uverbs", "ib_core");
	fake_hold(host, "irdma", "ice");
	fake_hold(host, "irdma", "i40e");
	fake_hold(host, "irdma", "ib_uverbs");
	fake_hold(host, "irdma", "ib_core");
}

struct host *fake_incident(const char *release)
{
	struct host *host = fake_host();

	add_incident_modules(host, strcmp(release, "6.12") == 0);
	fake_port(host, "0000:19:00.0", "i40e");
	fake_port(host, "0000:5e:00.0", "ice");
	fake_port(host, "0000:5e:00.1", "ice");
	fake_netdev(host, "lo", 1, NULL);
	fake_netdev(host, "eno1", 2, "0000:19:00.0");
	fake_netdev(host, "ens1f0", 3, "0000:5e:00.0");
	fake_netdev(host, "ens1f1", 4, "0000:5e:00.1");
	fake_route(host, 2);
	fake_rdma(host, "irdma0", "0000:5e:00.0");
	return host;
}

static void print_names(const char *label, const struct strv *names)
{
	fprintf(stderr, "%s:", label);
	for (size_t i = 0; i < names->n; i++)
		fprintf(stderr, " %s", names->items[i]);
	fprintf(stderr, "\n");
}

bool fake_same_names(const struct strv *a, const struct strv *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; i < a->n && same; i++)
		same = strv_has(b, a->items[i]);
	for (size_t i = 0; i < b->n && same; i++)
		same = strv_has(a, b->items[i]);
	if (!same) {
		print_names("one list ", a);
		print_names("the other", b);
	}
	return same;
}
