/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: the way back and modprobe.d. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void no_way_back(struct scene *scene)
{
	guard_rebuild(scene);
	guard_ice(scene)->path = NULL;
}

static void no_way_back_of_holder(struct scene *scene)
{
	host_module(scene->host, "irdma")->path = NULL;
}

static void broken_way_back(struct scene *scene)
{
	fake_file_of(scene->host, "irdma")->problem = "is empty";
}

static void newer_way_back(struct scene *scene)
{
	host_module(scene->host, "irdma")->build_id = "older";
}

static void newer_way_back_by_srcversion(struct scene *scene)
{
	host_module(scene->host, "irdma")->build_id = NULL;
	host_module(scene->host, "irdma")->srcversion = "AAAA";
	fake_file_of(scene->host, "irdma")->srcversion = "BBBB";
}

static void install_line(struct scene *scene)
{
	fake_conf(scene->host, "irdma")->install_cmd = "/sbin/special";
}

static void ignored_install_line(struct scene *scene)
{
	install_line(scene);
	scene->request.ignore_install = true;
}

static void remove_line(struct scene *scene)
{
	fake_conf(scene->host, "ice")->remove_cmd = "/sbin/special";
}

static void softdep(struct scene *scene)
{
	fake_push(scene->host, &fake_conf(scene->host, "ice")->softdep_post, "irdma");
}

static void only_options(struct scene *scene)
{
	fake_conf(scene->host, "ice")->options = "";
}

static const struct guard_case cases[] = {
	CASE(guard_nothing, "way-back", PASS, "irdma, ice", NULL),
	CASE(no_way_back, "way-back", REFUSE, "'ice'", "install"),
	CASE(no_way_back_of_holder, "way-back", REFUSE, "'irdma'", NULL),
	CASE(broken_way_back, "way-back", REFUSE, "irdma.ko' is empty", NULL),
	CASE(newer_way_back, "way-back", WARN, "'irdma' is not the one in", NULL),
	CASE(newer_way_back_by_srcversion, "way-back", WARN, "'irdma' is not the one in",
	     NULL),

	CASE(guard_nothing, "modprobe-config", PASS, "no line of modprobe.d", NULL),
	CASE(only_options, "modprobe-config", PASS, NULL, NULL),
	CASE(softdep, "modprobe-config", PASS, "softdep of ice (pre: none; post: irdma)",
	     NULL),
	CASE(install_line, "modprobe-config", REFUSE, "install irdma /sbin/special",
	     "--ignore-install"),
	CASE(ignored_install_line, "modprobe-config", WARN, "install irdma", ".post"),
	CASE(remove_line, "modprobe-config", WARN, "remove ice /sbin/special", ".pre"),
};

const struct guard_cases guard_cases_back = {cases, NIC_ARRAY_SIZE(cases)};
