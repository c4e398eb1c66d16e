/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signature that is appended to a module file. */
#ifndef NICCTL_KMOD_SIGNATURE_H
#define NICCTL_KMOD_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

/* Is there a signature behind the module? *@ret_signer: the common name of the issuer of
 * the key, or its organization, as the kernel calls it; NULL when it cannot be told.
 * Whether the signature is valid only the kernel knows. Source: kernel
 * include/linux/module_signature.h. */
bool signature_read(const uint8_t *image, size_t bytes, struct arena *arena,
		    const char **ret_signer);

#endif
