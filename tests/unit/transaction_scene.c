/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "transaction_scene.h"

#include "temp_dir.h"
#include "test.h"

static char *temp;
static unsigned int run_number;
bool scene_has_rdma = true;

/* ice with a parameter, a replacement that needs one module more, irdma with one. */
static struct host *make_world(void)
{
	struct host *world = fake_incident("6.12");

	world->kernel.boot_id = "boot-1";
	world->rdma.n = scene_has_rdma;
	fake_param(world, "ice", "debug", "int", "1");
	fake_param(world, "ice", "depth", "int", "5");
	fake_param(world, "irdma", "limits", "int", "3");
	fake_file(world, "newdep", "/lib/newdep.ko");
	fake_push(world, &fake_rebuild(world, "ice", REPLACEMENT)->depends, "newdep");
	return world;
}

void scene_begin_on(struct scene *scene, struct host *world)
{
	memset(scene, 0, sizeof(*scene));
	fake_machine_init(&scene->machine, world);
	scene->facts = fake_machine_facts(&scene->machine, false);
	snprintf(scene->state_dir, sizeof(scene->state_dir), "%s/%u", temp, run_number++);
	scene->options = (struct transaction_options){
		.state_dir = scene->state_dir,
		.hooks_dir = "/nonexistent/nicctl.d",
		.verify_timeout_ms = 5000,
		.hook_timeout_ms = 1000,
	};
	scene->before = scene->machine;
}

void scene_begin(struct scene *scene)
{
	struct nic_err err;

	scene_begin_on(scene, make_world());
	scene->request.driver = "ice";
	scene->request.replacement = REPLACEMENT;
	fake_push(scene->machine.world, &scene->request.params, "debug=2");
	if (plan_make(scene->facts, &scene->request, &scene->plan, &err) < 0)
		fail_msg("%s", err.message);
}

void scene_run(struct scene *scene)
{
	scene->result = transaction_run(&scene->machine.ops, scene->facts,
					&scene->request, scene->plan, &scene->options);
	assert_non_null(scene->result);
}

void scene_end(struct scene *scene)
{
	transaction_result_freep(&scene->result);
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	fake_machine_clear(&scene->machine);
	if (run_number % 50 == 0) {
		temp_dir_remove(temp);
		temp = temp_dir_make();
	}
}

const char *scene_difference(struct scene *scene, const struct strv *reloaded)
{
	if (memcmp(scene->before.is_down, scene->machine.is_down,
		   sizeof(scene->machine.is_down)) != 0)
		return "a network device is down";
	return fake_machine_compare(&scene->before, &scene->machine, reloaded);
}

#define lie(scene, ...)                                                                  \
	do {                                                                             \
		const struct fake_machine *machine_ = &(scene)->machine;                 \
		const struct transaction_result *result_ = (scene)->result;              \
                                                                                         \
		print_message("operation %d, call %u, code %d, udev %d\n",               \
			      machine_->fail_op, machine_->fail_call,                    \
			      machine_->fail_code, machine_->has_udev);                  \
		print_message("outcome %s, message '%s'\n",                              \
			      outcome_name((int)result_->outcome),                       \
			      result_->message ? result_->message : "");                 \
		fail_msg(__VA_ARGS__);                                                   \
	} while (0)

const char *scene_lacks(struct scene *scene)
{
	struct fake_loaded *ice = fake_machine_find(&scene->machine, "ice");
	struct fake_loaded *irdma = fake_machine_find(&scene->machine, "irdma");

	if (!ice || strcmp(ice->file->path, REPLACEMENT) != 0 || !irdma ||
	    !fake_machine_find(&scene->machine, "newdep"))
		return "not all is there";
	if (!strstr(ice->params, "debug=2") || !strstr(ice->params, "depth=5") ||
	    !strstr(irdma->params, "limits=3"))
		return arena_printf(scene->plan->arena, "parameters: '%s', '%s'",
				    ice->params, irdma->params);
	return scene->machine.n == scene->plan->after.n
		       ? ""
		       : "the set of modules is another one";
}

static void check_done(struct scene *scene)
{
	const char *text = scene_lacks(scene);

	if (text[0])
		lie(scene, "done, but %s", text);
	for (size_t i = 0; i < scene->before.n; i++) {
		struct fake_loaded *was = &scene->before.loaded[i];
		struct fake_loaded *is = fake_machine_find(&scene->machine, was->name);

		if (!is || (is->instance != was->instance &&
			    !strv_has(&scene->plan->removed, was->name)))
			lie(scene, "'%s' was touched", was->name);
	}
	if (memcmp(scene->before.is_down, scene->machine.is_down,
		   sizeof(scene->machine.is_down)) != 0)
		lie(scene, "done, but a network device is down");
	if (scene->result->differences.n)
		lie(scene, "done, but %s", scene->result->differences.items[0]);
	assert_true(scene->result->has_gap);
	assert_true(scene->result->gap_us >= scene->result->gap_call_us);
}

/* The outcome against the machine. */
void scene_check(struct scene *scene)
{
	const struct transaction_result *result = scene->result;
	bool is_lost = scene->machine.mtu_lost || result->network.has_failed;
	const char *text;

	switch (result->outcome) {
	case OUTCOME_DONE:
	case OUTCOME_HOOK_FAILED:
	case OUTCOME_NETWORK_DIFFERS:
		check_done(scene);
		break;
	case OUTCOME_NOT_STARTED:
	case OUTCOME_REFUSED:
	case OUTCOME_UNCHANGED:
		text = scene_difference(scene, NULL);
		if (text[0])
			lie(scene, "not started, but %s", text);
		break;
	case OUTCOME_ROLLED_BACK:
		text = scene_difference(scene, &scene->plan->removed);
		if (text[0])
			lie(scene, "rolled back, but %s", text);
		assert_int_equal(result->differences.n, 0);
		break;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		text = scene_difference(scene, &scene->plan->removed);
		is_lost |= scene->machine.collect_failed;
		if (!text[0] && !is_lost)
			lie(scene, "all is as before");
		assert_true(result->differences.n > 0 || is_lost);
		break;
	}
	if (result->outcome != OUTCOME_DONE && result->outcome != OUTCOME_UNCHANGED)
		assert_true(result->message && result->message[0]);
	if (scene->machine.is_blocked && !result->warnings.n)
		lie(scene, "others may still not load modules");
	assert_int_equal(scene->machine.images_open + scene->machine.watches_open, 0);
	assert_int_equal(result->steps.n, scene->plan->steps.n);
}

static int fail_once(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	bool hits = (int)op == machine->fail_op && call == machine->fail_call;

	return hits ? machine->fail_code : 0;
}

static int fail_on(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	bool hits = (int)op == machine->fail_op && call >= machine->fail_call;

	return hits ? machine->fail_code : 0;
}

void scene_fail_once(struct scene *scene, int op, unsigned int call, int code)
{
	scene->machine.disturb = fail_once;
	scene->machine.fail_op = op;
	scene->machine.fail_call = call;
	scene->machine.fail_code = code;
}

void scene_fail_on(struct scene *scene, int op, unsigned int call, int code)
{
	scene_fail_once(scene, op, call, code);
	scene->machine.disturb = fail_on;
}

int scene_make_temp(void **state)
{
	(void)state;
	temp = temp_dir_make();
	return 0;
}

int scene_remove_temp(void **state)
{
	(void)state;
	temp_dir_remove(temp);
	return 0;
}
