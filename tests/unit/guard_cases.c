/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cases of the guard have in common. */
#include "guard_cases.h"

#include "fake_host.h"

void guard_nothing(struct scene *scene)
{
	(void)scene;
}

struct module *guard_ice(struct scene *scene)
{
	return host_module(scene->host, "ice");
}

struct modfile *guard_ice_file(struct scene *scene)
{
	return fake_file_of(scene->host, "ice");
}

struct modfile *guard_rebuild(struct scene *scene)
{
	scene->request.replacement = "/opt/ice.ko";
	return fake_rebuild(scene->host, "ice", "/opt/ice.ko");
}
