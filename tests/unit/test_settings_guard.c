/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whom a setting disturbs: rings of PF_RING, and who has virtual functions. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fake_host.h"
#include "guard.h"

#define PORT "0000:5e:00.0"
#define VF "0000:5e:01.0"

struct scene {
	struct host *host;
	struct arena *arena;
	struct step_setting setting;
	struct request request;
	struct plan *plan;
	struct verdicts verdicts;
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new();
	scene->host = fake_incident("6.1");
	scene->setting = (struct step_setting){.port = PORT,
					       .device = "pci:" PORT,
					       .netdev = "ens1f0",
					       .group = "rings",
					       .name = "rx",
					       .value = "4096",
					       .before = "512",
					       .key = "rx-ring"};
	scene->request.driver = "ice";
	scene->request.strategy = STRATEGY_SETTINGS;
	scene->request.settings.items = &scene->setting;
	scene->request.settings.n = 1;
	*state = scene;
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	plan_free(scene->plan);
	host_free(scene->host);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

/* The first verdict of the rule; NULL: it says nothing. */
static const struct verdict *judge(struct scene *scene, const char *rule)
{
	struct nic_err err;

	plan_freep(&scene->plan);
	assert_int_equal(plan_make(scene->host, &scene->request, &scene->plan, &err), 0);
	assert_int_equal(guard_check(scene->host, &scene->request, scene->plan,
				     scene->arena, &scene->verdicts, &err),
			 0);
	for (size_t i = 0; i < scene->verdicts.n; i++) {
		if (strcmp(scene->verdicts.items[i].rule, rule) == 0)
			return &scene->verdicts.items[i];
	}
	return NULL;
}

static void ring(struct scene *scene, uint32_t ifindex, bool is_zc)
{
	struct pfring_ring *slot =
		ARENA_PUSH(scene->host->arena, &scene->host->pfring_rings);

	*slot = (struct pfring_ring){ifindex, is_zc, 77, "zcount"};
}

static void test_a_ring_keeps_its_port(void **state)
{
	struct scene *scene = *state;
	const struct verdict *verdict;

	assert_null(judge(scene, "pf-ring"));
	ring(scene, 4, true); /* the other port */
	assert_int_equal(judge(scene, "pf-ring")->level, VERDICT_PASS);
	ring(scene, 3, false);
	verdict = judge(scene, "pf-ring");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_string_equal(verdict->message,
			    "pid 77 (zcount) has 1 ring of PF_RING on ens1f0, which "
			    "'rx-ring' interrupts");
	scene->setting.group = "features"; /* which interrupts nothing */
	scene->setting.name = "rx-gro";
	assert_int_equal(judge(scene, "pf-ring")->level, VERDICT_PASS);
}

static void take_functions_away(struct scene *scene)
{
	scene->setting.group = "vfs";
	scene->setting.name = "number";
	scene->setting.before = "1";
	scene->setting.value = "0";
	scene->setting.key = "vfs";
	fake_port(scene->host, VF, "iavf")->physfn = PORT;
	fake_netdev(scene->host, "ens1f0v0", 9, VF)->is_up = false;
}

static void test_functions_that_nobody_uses_go(void **state)
{
	struct scene *scene = *state;
	const struct verdict *verdict;

	take_functions_away(scene);
	verdict = judge(scene, "virtual-functions");
	assert_int_equal(verdict->level, VERDICT_WARN);
	assert_contains(verdict->message, "the 1 virtual functions of ens1f0 go");
	scene->setting.before = "0"; /* they are made */
	scene->setting.value = "4";
	assert_int_equal(judge(scene, "virtual-functions")->level, VERDICT_PASS);
	/* which starts the port anew: its sockets are asked about */
	ring(scene, 3, true);
	assert_int_equal(judge(scene, "pf-ring")->level, VERDICT_REFUSE);
}

static void set_function_up(struct scene *scene, bool is_up)
{
	for (size_t i = 0; i < scene->host->netdevs.n; i++) {
		if (scene->host->netdevs.items[i].ifindex == 9)
			scene->host->netdevs.items[i].is_up = is_up;
	}
}

static void test_functions_in_use_stay(void **state)
{
	struct scene *scene = *state;
	const struct verdict *verdict;

	take_functions_away(scene);
	set_function_up(scene, true);
	verdict = judge(scene, "virtual-functions");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_contains(verdict->message, "ens1f0v0 (" VF "), a virtual function of " PORT
					  ", is in use here");
	assert_contains(verdict->remedy, "--accept-loss-of " PORT);
	set_function_up(scene, false);
	for (size_t i = 0; i < scene->host->ports.n; i++) {
		if (strcmp(scene->host->ports.items[i].address, VF) == 0)
			scene->host->ports.items[i].driver = "vfio-pci";
	}
	verdict = judge(scene, "virtual-functions");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_contains(verdict->message, "is kept for guests by vfio-pci");
}

static void test_a_function_with_the_way_out_protects_its_port(void **state)
{
	struct scene *scene = *state;

	take_functions_away(scene);
	fake_route(scene->host, 9);
	assert_int_equal(judge(scene, "protected-ports")->level, VERDICT_REFUSE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_ring_keeps_its_port),
		TEST(test_functions_that_nobody_uses_go),
		TEST(test_functions_in_use_stay),
		TEST(test_a_function_with_the_way_out_protects_its_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
