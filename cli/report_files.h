/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of the report about the files: what is loaded, and what is to be. */
#ifndef NICCTL_REPORT_FILES_H
#define NICCTL_REPORT_FILES_H

#include "report.h"

/* Fills loaded, replacement, source and replaces of the report. When memory is out, the
 * report's arena remembers it. */
void report_files_find(struct report *report, const struct report_input *input);

#endif
