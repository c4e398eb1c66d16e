/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration as commands use it. */
#ifndef NICCTL_CONFIG_H
#define NICCTL_CONFIG_H

#include "args.h"
#include "conf.h"

/* Reads the machine's configuration, or that in the folder which --config-dir of @args
 * names. With --from and without --config-dir nothing is read: this machine's files say
 * nothing about another one, so all values are the defaults. A command may lack either
 * option. @driver: as of conf_read().
 * Returns 0, or a negative errno with all that is wrong on standard error. */
int config_read(const struct args *args, const char *driver, struct conf *ret_conf);

/* The same with files at @place, whatever @args say. */
int config_read_at(const struct conf_place *place, const char *driver,
		   struct arena *arena, struct conf *ret_conf);

#endif
