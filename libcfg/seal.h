/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A checksum inside of JSON text: shows whether what is read is what was written. */
#ifndef NICCTL_SEAL_H
#define NICCTL_SEAL_H

#include <stdbool.h>
#include <stddef.h>

/* Takes over @json, text of one JSON object with at least one member that ends with
 * "}\n", and returns it with a last member "crc": the CRC-32 (as of IEEE 802.3, in hex)
 * of all bytes before that member's comma. NULL when memory is out or @json is NULL. */
char *seal_add(char *json);

/* Are these bytes, with or without the newline, as seal_add() made them? */
bool seal_is_whole(const char *text, size_t bytes);

#endif
