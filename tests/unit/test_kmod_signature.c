/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Appended signatures: whose key it was, and no trust in any length. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "signature.h"

#define TRAILER "~Module signature appended~\n"

/* A PKCS#7 with one signer whose issuer is O=Org, CN="The key". */
static const uint8_t pkcs7[] = {
	0x30, 0x3f, 0x06, 0x01, 0x2a, /* ContentInfo, its type */
	0xa0, 0x3a, 0x30, 0x81, 0x37, /* SignedData, long form of the length */
	0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x00, /* version, algorithms, contents */
	0x31, 0x2e, 0x30, 0x2c, 0x02, 0x01, 0x01, /* signers, the first, its version */
	0x30, 0x27, 0x30, 0x22,			  /* issuer and serial, issuer */
	0x31, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0a, /* organization */
	0x0c, 0x03, 'O',  'r',	'g',			      /* */
	0x31, 0x12, 0x30, 0x10, 0x06, 0x03, 0x55, 0x04, 0x03, /* common name */
	0x0c, 0x09, 'T',  'h',	'e',  ' ',  'k',  'e',	'y',
	'\n', '!',  0x02, 0x01, 0x05, /* serial number */
};

static uint8_t *make(const uint8_t *signature, size_t n, uint8_t id_type, uint32_t length,
		     size_t *ret_n)
{
	const uint8_t info[12] = {
		0,
		0,
		id_type,
		0,
		0,
		0,
		0,
		0,
		(uint8_t)(length >> 24),
		(uint8_t)(length >> 16),
		(uint8_t)(length >> 8),
		(uint8_t)length,
	};
	uint8_t *image = malloc(n + sizeof(info) + sizeof(TRAILER) - 1);

	assert_non_null(image);
	memcpy(image, signature, n);
	memcpy(image + n, info, sizeof(info));
	memcpy(image + n + sizeof(info), TRAILER, sizeof(TRAILER) - 1);
	*ret_n = n + sizeof(info) + sizeof(TRAILER) - 1;
	return image;
}

static const char *signer(struct arena *arena, const uint8_t *signature, size_t n,
			  uint8_t id_type, uint32_t length)
{
	const char *name = NULL;
	uint8_t *image;
	size_t bytes;

	image = make(signature, n, id_type, length, &bytes);
	assert_true(signature_read(image, bytes, arena, &name));
	free(image);
	return name;
}

static const char *signer_without_common_name(struct arena *arena)
{
	uint8_t other[sizeof(pkcs7)];
	static const uint8_t oid[] = {0x06, 0x03, 0x55, 0x04, 0x03};
	uint8_t *at;

	memcpy(other, pkcs7, sizeof(other));
	at = memmem(other, sizeof(other), oid, sizeof(oid));
	assert_non_null(at);
	at[4] = 0x0b; /* an organizational unit */
	return signer(arena, other, sizeof(other), 2, sizeof(other));
}

static void test_signer(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(signer(arena, pkcs7, sizeof(pkcs7), 2, sizeof(pkcs7)),
			    "The key?!"); /* no control characters */
	assert_string_equal(signer_without_common_name(arena), "Org");
	assert_null(signer(arena, pkcs7, sizeof(pkcs7), 1, sizeof(pkcs7)));
	assert_null(signer(arena, pkcs7, sizeof(pkcs7), 2, sizeof(pkcs7) + 1));
	assert_null(signer(arena, pkcs7, sizeof(pkcs7), 2, UINT32_MAX));
	assert_null(signer(arena, pkcs7, sizeof(pkcs7), 2, 0));
}

static void test_unsigned(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	const char *name = "unchanged";

	(void)state;
	assert_false(signature_read(pkcs7, sizeof(pkcs7), arena, &name));
	assert_null(name);
	assert_false(signature_read((const uint8_t *)TRAILER, sizeof(TRAILER) - 1, arena,
				    &name));
	assert_false(signature_read(NULL, 0, arena, &name));
}

static void test_each_byte_damaged(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	uint8_t copy[sizeof(pkcs7)];

	(void)state;
	for (size_t i = 0; i < sizeof(pkcs7); i++) {
		for (unsigned int value = 0; value < 256; value++) {
			memcpy(copy, pkcs7, sizeof(copy));
			copy[i] = (uint8_t)value;
			(void)signer(arena, copy, sizeof(copy), 2, sizeof(copy));
		}
		assert_null(signer(arena, pkcs7, i, 2, (uint32_t)i));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signer),
		cmocka_unit_test(test_unsigned),
		cmocka_unit_test(test_each_byte_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
