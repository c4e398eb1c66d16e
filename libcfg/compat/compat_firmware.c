/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware versions: whose form it is, and how two of them compare. */
#include "compat_firmware.h"

#include <string.h>

bool compat_firmware_parse(const char *driver, const char *text,
			   struct compat_firmware *ret)
{
	struct compat_firmware firmware = {.text = text};
	bool is_known;

	if (strncmp(driver, "mlx", 3) == 0)
		is_known = compat_nvidia_parse(text, &firmware);
	else if (strcmp(driver, "bnxt_en") == 0)
		is_known = compat_broadcom_parse(text, &firmware);
	else if (strncmp(driver, "qed", 3) == 0 || strcmp(driver, "bnx2x") == 0)
		is_known = compat_qlogic_parse(text, &firmware);
	else
		is_known = compat_intel_parse(driver, text, &firmware);
	*ret = is_known ? firmware : (struct compat_firmware){.text = text};
	return is_known;
}

bool compat_firmware_compare(const struct compat_firmware *a,
			     const struct compat_firmware *b, int *ret_order)
{
	const struct compat_version *left = &a->version, *right = &b->version;

	if (!left->n || !right->n) {
		left = &a->mbi;
		right = &b->mbi;
	}
	if (!left->n || !right->n) {
		left = &a->storm;
		right = &b->storm;
	}
	if (!left->n || !right->n)
		return false;
	if (a->has_generation && left->part[0] != right->part[0] &&
	    left->part[0] != COMPAT_VERSION_ANY && right->part[0] != COMPAT_VERSION_ANY)
		return false;
	*ret_order = compat_version_compare(left, right);
	return true;
}

bool compat_firmware_same(const struct compat_firmware *a,
			  const struct compat_firmware *b)
{
	int order;

	if (compat_firmware_compare(a, b, &order))
		return order == 0;
	if (a->has_etrack && b->has_etrack)
		return a->etrack == b->etrack;
	return a->text && b->text && strcmp(a->text, b->text) == 0;
}
