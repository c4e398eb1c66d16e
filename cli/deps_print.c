/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The modules around one module as a tree, and as JSON. */
#include "deps.h"

#include <string.h>

#include "fields.h"
#include "json.h"
#include "text.h"

/* Real trees are about ten deep; deeper ones are cut. */
#define DEPTH_MAX 30

static const char *relation_name(int relation)
{
	switch ((enum deps_relation)relation) {
	case DEPS_TARGET:
		return "target";
	case DEPS_HOLDER:
		return "holder";
	case DEPS_DEPENDENCY:
		return "dependency";
	}
	return NULL;
}

static const struct jfield module_fields[] = {
	FIELD(deps_module, name, J_STRING),
	FIELD_ENUM(deps_module, relation, relation_name),
	FIELD_ENUM(deps_module, state, module_state_name),
	FIELD_HAS(deps_module, refcnt, J_I64, has_refcnt),
	FIELD(deps_module, origin, J_STRING),
	FIELD(deps_module, holders, J_STRV),
	FIELD(deps_module, depends, J_STRV),
};
static const struct jtype module_type = JTYPE(struct deps_module, module_fields);

static const struct jfield deps_fields[] = {
	FIELD_AS("nicctl_deps", deps, schema, J_U32),
	FIELD(deps, module, J_STRING),
	FIELD_OF(deps, modules, J_LIST, module_type),
};
static const struct jtype deps_type = JTYPE(struct deps, deps_fields);

int deps_print_json(const struct deps *deps)
{
	return json_print(&deps_type, deps);
}

struct tree {
	const struct deps *deps;
	struct text text;
	enum deps_relation relation;
	bool *is_shown; /* each module's branch is written out once */
};

static const struct deps_module *find(const struct deps *deps, const char *name)
{
	for (size_t i = 0; i < deps->modules.n; i++) {
		if (module_name_equal(deps->modules.items[i].name, name))
			return &deps->modules.items[i];
	}
	return NULL;
}

static void put_module(const struct text *text, const struct deps_module *module,
		       int indent, const char *note)
{
	if (module->state == MODULE_BUILTIN)
		text_line(text, "%*s%s (built in)", indent, "", module->name);
	else
		text_line(text, "%*s%s (refcnt %lld%s%s%s%s)%s", indent, "", module->name,
			  (long long)module->refcnt, module->origin ? ", " : "",
			  module->origin ? module->origin : "",
			  module->state == MODULE_LIVE ? "" : ", ",
			  module->state == MODULE_LIVE
				  ? ""
				  : module_state_name((int)module->state),
			  note);
}

static void put_tree(struct tree *tree, const struct deps_module *module, int depth)
{
	const struct strv *next =
		tree->relation == DEPS_HOLDER ? &module->holders : &module->depends;

	for (size_t i = 0; i < next->n; i++) {
		const struct deps_module *at = find(tree->deps, next->items[i]);
		const struct strv *branch;
		size_t position;

		if (!at)
			continue;
		position = (size_t)(at - tree->deps->modules.items);
		branch = tree->relation == DEPS_HOLDER ? &at->holders : &at->depends;
		put_module(&tree->text, at, 2 * depth,
			   tree->is_shown[position] && branch->n ? " ..." : "");
		if (tree->is_shown[position] || depth >= DEPTH_MAX)
			continue;
		tree->is_shown[position] = true;
		put_tree(tree, at, depth + 1);
	}
}

static void put_direction(const struct deps *deps, struct arena *arena,
			  enum deps_relation relation, const char *heading,
			  const char *nothing)
{
	const struct deps_module *target = &deps->modules.items[0];
	struct tree tree = {deps, text_on(stdout), relation, NULL};

	tree.is_shown = arena_alloc(arena, deps->modules.n);
	if (!tree.is_shown)
		return;
	tree.is_shown[0] = true; /* the target itself, against circles */
	if (relation == DEPS_HOLDER ? !target->holders.n : !target->depends.n) {
		text_line(&tree.text, "%s", nothing);
		return;
	}
	text_line(&tree.text, "%s", heading);
	put_tree(&tree, target, 1);
}

void deps_print_text(const struct deps *deps, struct arena *arena)
{
	struct text text = text_on(stdout);

	put_module(&text, &deps->modules.items[0], 0, "");
	put_direction(deps, arena, DEPS_HOLDER, "is held by", "is held by no module");
	put_direction(deps, arena, DEPS_DEPENDENCY, "holds", "holds no module");
}
