/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware-version of ethtool -i, understood: each vendor has forms of its own, one
 * file each. */
#ifndef NICCTL_COMPAT_FIRMWARE_H
#define NICCTL_COMPAT_FIRMWARE_H

#include "compat_version.h"

struct compat_firmware {
	const char *text; /* borrowed; NULL: none */
	/* What is older and newer goes by: Intel NVM, NVIDIA and Broadcom firmware,
	 * QLogic management firmware. */
	struct compat_version version;
	bool has_generation; /* the first number is the card's: others never compare */
	bool has_etrack;
	uint32_t etrack; /* Intel: id of the image, no order */
	struct compat_version oprom;
	struct compat_version package;		/* Broadcom */
	struct compat_version mbi, storm, boot; /* QLogic */
	bool is_oem; /* an image of the machine's maker, numbered by that maker */
};

/* Understands @text (never NULL) as the module @driver writes it. False: of no known
 * form; then only ret->text is set. Never guesses. */
bool compat_firmware_parse(const char *driver, const char *text,
			   struct compat_firmware *ret);

/* Which is the newer? False when that cannot be said. *@ret_order is as of strcmp(). */
bool compat_firmware_compare(const struct compat_firmware *a,
			     const struct compat_firmware *b, int *ret_order);

/* Is @b what @a names? By version where both have one, else by image id or, in a form
 * that is not understood, letter by letter. */
bool compat_firmware_same(const struct compat_firmware *a,
			  const struct compat_firmware *b);

/* The vendors' forms; as compat_firmware_parse(), with ret->text set. */
bool compat_intel_parse(const char *driver, const char *text,
			struct compat_firmware *ret);
bool compat_nvidia_parse(const char *text, struct compat_firmware *ret);
bool compat_broadcom_parse(const char *text, struct compat_firmware *ret);
bool compat_qlogic_parse(const char *text, struct compat_firmware *ret);

#endif
