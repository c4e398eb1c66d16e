/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: what the replacement needs and what its holders need of it. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void needs_absent_module(struct scene *scene)
{
	fake_push(scene->host, &guard_ice_file(scene)->depends, "pf_ring");
}

static void needs_module_to_load(struct scene *scene)
{
	fake_file(scene->host, "gnss", "/lib/gnss.ko");
	fake_push(scene->host, &guard_ice_file(scene)->depends, "gnss");
}

static void needs_broken_module(struct scene *scene)
{
	fake_file(scene->host, "gnss", "/lib/gnss.ko")->problem = "is cut short";
	fake_push(scene->host, &guard_ice_file(scene)->depends, "gnss");
}

static void needs_its_holder(struct scene *scene)
{
	fake_push(scene->host, &guard_ice_file(scene)->depends, "irdma");
}

static void needs_loaded_module(struct scene *scene)
{
	fake_push(scene->host, &guard_ice_file(scene)->depends, "ib-core");
}

static void add_kernel_symbol(struct scene *scene, const char *name, uint32_t crc)
{
	struct symbol *symbol =
		ARENA_PUSH(scene->host->arena, &scene->host->kernel_symbols);

	*symbol = (struct symbol){name, crc, true, false};
}

static void wrong_crc(struct scene *scene)
{
	add_kernel_symbol(scene, "kmalloc", 0xaabbccdd);
	fake_need(scene->host, guard_rebuild(scene), "kmalloc", 0x11223344);
}

static void wrong_crc_in_dependency(struct scene *scene)
{
	add_kernel_symbol(scene, "kmalloc", 0xaabbccdd);
	needs_module_to_load(scene);
	fake_need(scene->host, host_file(scene->host, "/lib/gnss.ko"), "kmalloc", 1);
}

static void symbol_of_dependency(struct scene *scene)
{
	needs_module_to_load(scene);
	fake_offer(scene->host, host_file(scene->host, "/lib/gnss.ko"), "gnss_put", 3);
	fake_need(scene->host, guard_ice_file(scene), "gnss_put", 3);
}

static void wrong_crc_of_dependency(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	fake_push(scene->host, &file->depends, "gnss");
	fake_need(scene->host, file, "gnss_put", 3);
	file = fake_file(scene->host, "gnss", "/lib/gnss.ko");
	fake_offer(scene->host, file, "gnss_put", 4);
}

static void unchecked_symbol(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	fake_need(scene->host, file, "unknown_thing", 1);
}

static void unchecked_symbol_in_tree(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	file->origin = ORIGIN_IN_TREE;
	fake_need(scene->host, file, "unknown_thing", 1);
}

static void unchecked_weak_symbol(struct scene *scene)
{
	unchecked_symbol(scene);
	host_file(scene->host, "/opt/ice.ko")->needs.items[0].is_weak = true;
}

static void symbol_not_offered(struct scene *scene)
{
	guard_rebuild(scene)->offers = (struct symbol_list){0};
}

static void symbol_offered_differently(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	file->offers = (struct symbol_list){0};
	fake_offer(scene->host, file, "ice_register", 0x22222222);
}

static void weak_symbol_not_offered(struct scene *scene)
{
	struct modfile *irdma = fake_file_of(scene->host, "irdma");

	for (size_t i = 0; i < irdma->needs.n; i++)
		irdma->needs.items[i].is_weak = true;
	symbol_not_offered(scene);
}

static const struct guard_case cases[] = {
	CASE(guard_nothing, "dependencies", PASS, "needs no other module", NULL),
	CASE(needs_loaded_module, "dependencies", PASS, "ib-core", NULL),
	CASE(needs_module_to_load, "dependencies", PASS, "1 module", NULL),
	CASE(needs_absent_module, "dependencies", REFUSE, "'pf_ring'",
	     "install the module 'pf_ring'"),
	CASE(needs_broken_module, "dependencies", REFUSE, "'/lib/gnss.ko' is cut short",
	     NULL),
	CASE(needs_its_holder, "dependencies", REFUSE, "needs 'irdma'", NULL),

	CASE(guard_nothing, "symbols", PASS, "symbols that ice needs fit", NULL),
	CASE(wrong_crc, "symbols", REFUSE,
	     "kmalloc: it needs 11223344, here it is aabbccdd", "Module.symvers"),
	CASE(wrong_crc_in_dependency, "symbols", REFUSE, "'/lib/gnss.ko'", NULL),
	CASE(symbol_of_dependency, "symbols", PASS, NULL, NULL),
	CASE(wrong_crc_of_dependency, "symbols", REFUSE, "gnss_put", NULL),
	CASE(unchecked_symbol, "symbols", WARN, "unknown_thing", "Module.symvers"),
	CASE(unchecked_symbol_in_tree, "symbols", PASS, "same kernel package", NULL),
	CASE(unchecked_weak_symbol, "symbols", PASS, NULL, NULL),

	CASE(guard_nothing, "holders-return", PASS, "irdma can come back", NULL),
	CASE(symbol_not_offered, "holders-return", REFUSE,
	     "irdma could not come back: the replacement does not offer ice_register",
	     "rmmod irdma"),
	CASE(symbol_offered_differently, "holders-return", REFUSE,
	     "other versions of ice_register", NULL),
	CASE(weak_symbol_not_offered, "holders-return", PASS, NULL, NULL),
};

const struct guard_cases guard_cases_symbols = {cases, NIC_ARRAY_SIZE(cases)};
