/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl initramfs: which drivers does the next boot find before the root file system? */
#include <sys/utsname.h>

#include "args.h"
#include "config.h"
#include "initrd.h"
#include "json.h"
#include "message.h"
#include "paths.h"

static int read_conf(struct args *args, const char *driver, struct conf *ret_conf)
{
	const struct conf_place own = {.dir = NICCTL_CONFIG_DIR};

	if (args_has(args, "config-dir"))
		return config_read(args, driver, ret_conf);
	return config_read_at(&own, driver, args->arena, ret_conf);
}

static enum exit_code run(struct args *args)
{
	const char *release, *driver = NULL;
	struct text text = text_on(stdout);
	struct initrd initrd = {0};
	struct conf conf = {0};
	struct utsname host;

	if (paths_kernel(args, &release) < 0 ||
	    (args->operands.n && !(driver = paths_module_name(args, 0))))
		return EXIT_CODE_USAGE;
	if (read_conf(args, driver, &conf) < 0)
		return EXIT_CODE_FAILED;
	if (!release && uname(&host) == 0)
		release = host.release;
	if (initrd_look(&conf, release, args_value(args, "image"), 0, args->arena,
			&initrd) < 0) {
		message_error("out of memory");
		return EXIT_CODE_FAILED;
	}
	if (!args_has(args, "json"))
		initrd_print(&text, &initrd, false);
	else if (json_print(&initrd_json, &initrd) < 0)
		return EXIT_CODE_FAILED;
	return (enum exit_code)initrd.exit_code;
}

static const struct cmd_option options[] = {
	{"kernel", "VERSION", false, "of this kernel instead of the running one"},
	{"image", "FILE", false, "look into this file instead of that in /boot"},
	{"json", NULL, false, "write JSON"},
	{"config-dir", "DIR", false,
	 "read the configuration here instead of " NICCTL_CONFIG_DIR},
};

const struct cmd cmd_initramfs = {
	.name = "initramfs",
	.operands = "[DRIVER]",
	.max_operands = 1,
	.summary = "Tells whether the initramfs carries the configured drivers",
	.details = "What it carries is loaded before the root file system is there. Of "
		   "DRIVER, or of all that have a profile.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
