/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "handover_host.h"

#include "fake_host.h"
#include "test.h"

struct host *handover_host(void)
{
	struct host *host = fake_incident("6.1");
	struct param_decl *decl;
	struct modfile *file;

	fake_port(host, CAPTURE, "i40e");
	fake_netdev(host, "eno2", 5, CAPTURE)->permanent_mac = "02:00:00:00:00:05";
	fake_rdma(host, "irdma1", CAPTURE);
	file = fake_file(host, "i40e_zc", "/lib/i40e_zc.ko");
	file->nicctl_zc = "flavour=handover overlay=1 kernel=6.1";
	decl = ARENA_PUSH(host->arena, &file->params);
	decl->name = "ports";
	decl->type = "array of charp";
	return host;
}

struct port *handover_port(struct host *host, const char *address)
{
	for (size_t i = 0; i < host->ports.n; i++) {
		if (strcmp(host->ports.items[i].address, address) == 0)
			return &host->ports.items[i];
	}
	fail_msg("no port %s", address);
	return NULL;
}

struct strategy_choice handover_choose(const struct host *host,
				       const struct request *request)
{
	struct strategy_choice choice = {0};
	struct nic_err err = {0};

	if (strategy_choose(host, request, &choice, &err) < 0)
		fail_msg("%s", err.message);
	return choice;
}
