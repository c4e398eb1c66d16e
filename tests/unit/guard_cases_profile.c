/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: what a driver's profile says. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void load_first(struct scene *scene, const char *name)
{
	fake_push(scene->host, &scene->request.load_first, name);
	fake_push(scene->host, &scene->request.load_first_origins, "F:3");
}

static void expect_lost(struct scene *scene, const char *name)
{
	fake_push(scene->host, &scene->request.expect_lost, name);
	fake_push(scene->host, &scene->request.expect_lost_origins, "F:4");
}

static void first_is_absent(struct scene *scene)
{
	load_first(scene, "pf_ring");
}

static void first_must_go(struct scene *scene)
{
	load_first(scene, "irdma");
}

static void first_is_broken(struct scene *scene)
{
	load_first(scene, "pf_ring");
	fake_file(scene->host, "pf_ring", "/lib/pf_ring.ko")->problem = "is cut short";
}

static struct modfile *pf_ring(struct scene *scene, uint32_t crc)
{
	struct modfile *file = guard_rebuild(scene);

	load_first(scene, "pf_ring");
	fake_need(scene->host, file, "pf_ring_zc_dev_handler", 3);
	file = fake_file(scene->host, "pf_ring", "/lib/pf_ring.ko");
	fake_offer(scene->host, file, "pf_ring_zc_dev_handler", crc);
	return file;
}

static void first_fits(struct scene *scene)
{
	(void)pf_ring(scene, 3);
}

static void first_does_not_match(struct scene *scene)
{
	(void)pf_ring(scene, 4);
}

static void first_is_loaded_and_does_not_match(struct scene *scene)
{
	fake_module(scene->host, "pf_ring");
	fake_offer(scene->host, fake_file_of(scene->host, "pf_ring"),
		   "pf_ring_zc_dev_handler", 4);
	load_first(scene, "pf_ring");
	fake_need(scene->host, guard_rebuild(scene), "pf_ring_zc_dev_handler", 3);
}

static void holder_is_lost(struct scene *scene)
{
	guard_rebuild(scene)->offers = (struct symbol_list){0};
	expect_lost(scene, "irdma");
}

static void holder_of_the_lost_is_not(struct scene *scene)
{
	holder_is_lost(scene);
	fake_module(scene->host, "rpcrdma");
	fake_hold(scene->host, "rpcrdma", "irdma");
}

static void other_name(struct scene *scene)
{
	fake_rebuild(scene->host, "ice", "/opt/ice_zc.ko")->name = "ice_zc";
	scene->request.replacement = "/opt/ice_zc.ko";
	scene->request.module = "ice_zc";
}

static void other_name_is_loaded(struct scene *scene)
{
	fake_module(scene->host, "ice_zc");
	other_name(scene);
}

static void source_has_a_remedy(struct scene *scene)
{
	guard_rebuild(scene)->vermagic =
		"6.12.117+deb12-amd64 SMP preempt mod_unload modversions ";
	scene->request.source_remedy = "build it again";
}

static void no_holder(struct scene *scene)
{
	scene->request.driver = "irdma";
}

static const struct guard_case cases[] = {
	CASE(first_is_absent, "dependencies", REFUSE,
	     "load-first of F:3 needs module 'pf_ring', which is neither",
	     "install the module 'pf_ring'"),
	CASE(first_must_go, "dependencies", REFUSE,
	     "load-first of F:3 needs 'irdma', which must be removed first", NULL),
	CASE(first_is_broken, "dependencies", REFUSE, "'/lib/pf_ring.ko' is cut short",
	     NULL),
	CASE(first_fits, "dependencies", PASS, "1 module", NULL),

	CASE(first_fits, "symbols", PASS, NULL, NULL),
	CASE(first_does_not_match, "symbols", REFUSE, "pf_ring_zc_dev_handler", NULL),
	CASE(first_is_loaded_and_does_not_match, "symbols", REFUSE,
	     "pf_ring_zc_dev_handler", NULL),

	CASE(holder_is_lost, "holders-return", WARN,
	     "irdma is removed and not loaded again, as expect-lost of F:4 says", "F:4"),
	CASE(holder_of_the_lost_is_not, "holders-return", REFUSE,
	     "rpcrdma could not come back: it needs irdma", "expect-lost"),

	CASE(other_name, "replacement", PASS, "/opt/ice_zc.ko", NULL),
	CASE(other_name_is_loaded, "replacement", REFUSE, "'ice_zc', which is to take",
	     "rmmod ice_zc"),

	CASE(source_has_a_remedy, "vermagic", REFUSE, "is built for kernel 6.12",
	     "build it again"),

	CASE(no_holder, "holders-return", PASS, "no module holds irdma", NULL),
};

const struct guard_cases guard_cases_profile = {cases, NIC_ARRAY_SIZE(cases)};
