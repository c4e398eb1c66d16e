/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that steps and their inverses insert, opened before anything begins. */
#include "apply_images.h"

#include <errno.h>

static int alloc_images(struct apply *apply, struct nic_err *err)
{
	apply->images =
		arena_alloc(apply->result->arena,
			    (apply->plan->steps.n + 1) * sizeof(struct modimage *));
	return apply->images ? 0 : nic_err_set(err, -ENOMEM, "out of memory");
}

int apply_images_open(struct apply *apply, struct nic_err *err)
{
	int r = alloc_images(apply, err);

	for (size_t i = 0; r == 0 && i < apply->plan->steps.n; i++) {
		const struct step *step = &apply->plan->steps.items[i];

		if (step->op != STEP_REMOVE && step->op != STEP_INSERT)
			continue;
		if (!step->path)
			r = nic_err_set(err, -ENOENT, "no file of module '%s' is known",
					step->module);
		else
			r = apply->ops->image_open(apply->ops->ctx, step->path,
						   step->build_id, &apply->images[i],
						   err);
		if (r < 0)
			apply_images_close(apply);
	}
	return r;
}

int apply_images_open_undo(struct apply *apply, struct nic_err *err)
{
	int r = alloc_images(apply, err);

	for (size_t i = 0; r == 0 && i < apply->plan->steps.n; i++) {
		const struct step *step = &apply->plan->steps.items[i];
		struct nic_err image_err;

		if (step->op != STEP_REMOVE || !step->path ||
		    !apply_has_effect(apply->plan, apply->result, i))
			continue;
		if (apply->ops->image_open(apply->ops->ctx, step->path, step->build_id,
					   &apply->images[i], &image_err) < 0)
			(void)strv_push(apply->result->arena, &apply->result->warnings,
					image_err.message);
	}
	return r;
}

void apply_images_close(struct apply *apply)
{
	for (size_t i = 0; apply->images && i < apply->plan->steps.n; i++) {
		if (apply->images[i])
			apply->ops->image_close(apply->ops->ctx, apply->images[i]);
		apply->images[i] = NULL;
	}
}
