/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What modprobe -r would remove, for thousands of random graphs: the same as a model of
 * it says that shares no code with the answer. */
#include "test.h"

#include "graph.h"
#include "modgraph.h"
#include "random.h"

/* modprobe -r as its source reads, on the matrix: no reference counts, only questions. */
struct model {
	bool is_loaded[MAX_MODULES], is_pinned[MAX_MODULES];
	int softdep_post[MAX_MODULES], softdep_pre[MAX_MODULES]; /* -1: none */
	const struct host *host;
};

static bool is_in_use(const struct model *model, int module)
{
	for (int i = 0; i < modgraph.n_loaded; i++) {
		if (model->is_loaded[i] && modgraph.needs[i][module])
			return true;
	}
	return model->is_pinned[module];
}

static void model_remove(struct model *model, int module)
{
	const struct strv *depends;

	if (module < 0 || !model->is_loaded[module])
		return;
	model_remove(model, model->softdep_post[module]);
	if (!model->is_loaded[module] || is_in_use(model, module))
		return;
	model->is_loaded[module] = false;
	depends = &host_module(model->host, modgraph_names[module])->depends;
	for (size_t i = 0; i < depends->n; i++) {
		int other = modgraph_number(depends->items[i]);

		if (!is_in_use(model, other))
			model->is_loaded[other] = false;
	}
	model_remove(model, model->softdep_pre[module]);
}

/* modules.dep modgraph_names all that a module needs, through others too. */
static void add_depends(struct host *host)
{
	for (int a = 0; a < modgraph.n_loaded; a++) {
		struct module *module = host_module(host, modgraph_names[a]);

		for (int i = 0; i < modgraph.n; i++) {
			int b = modgraph.position[i];

			if (b < modgraph.n_loaded && modgraph_reach[a][b])
				fake_push(host, &module->depends, modgraph_names[b]);
		}
	}
}

/* Softdeps go from lower to higher numbers only, so that they never meet themselves. */
static void add_softdeps(struct host *host, struct model *model)
{
	for (int i = 0; i < modgraph.n_loaded; i++) {
		int other = i + 1 + (int)random_below(5);

		model->softdep_post[i] = model->softdep_pre[i] = -1;
		if (other >= modgraph.n_loaded || !random_percent(15))
			continue;
		if (random_percent(50)) {
			model->softdep_post[i] = other;
			fake_push(host, &fake_conf(host, modgraph_names[i])->softdep_post,
				  modgraph_names[other]);
		} else {
			model->softdep_pre[i] = other;
			fake_push(host, &fake_conf(host, modgraph_names[i])->softdep_pre,
				  modgraph_names[other]);
		}
	}
}

static void check_modprobe(struct host *host)
{
	static struct model model;
	struct strv targets = {0}, removed = {0};
	struct nic_err err;
	size_t n = 0;

	memset(&model, 0, sizeof(model));
	model.host = host;
	memcpy(model.is_loaded, modgraph.is_loaded, sizeof(model.is_loaded));
	add_depends(host);
	add_softdeps(host, &model);
	for (int i = 0; i < modgraph.n_loaded; i++) {
		model.is_pinned[i] = random_percent(10);
		host_module(host, modgraph_names[i])->refcnt += model.is_pinned[i];
	}
	for (unsigned int i = 0; i <= random_below(3); i++)
		fake_push(host, &targets,
			  modgraph_names[random_below((unsigned int)modgraph.n_loaded)]);
	for (size_t i = 0; i < targets.n; i++)
		model_remove(&model, modgraph_number(targets.items[i]));
	assert_int_equal(
		graph_modprobe_removal(host, &targets, host->arena, &removed, &err), 0);
	for (int i = 0; i < modgraph.n_loaded; i++) {
		assert_int_equal(strv_has(&removed, modgraph_names[i]),
				 !model.is_loaded[i]);
		n += !model.is_loaded[i];
	}
	assert_int_equal(removed.n, n);
}

/* No large ones: softdeps multiply the visits. */
static void test_modprobe_equals_a_model_of_it(void **state)
{
	(void)state;
	modgraph_each(false, check_modprobe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modprobe_equals_a_model_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
