/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the appended signature and walks its PKCS#7 just far enough for the issuer's
 * name (RFC 2315 section 9, RFC 5280 section 4.1.2.4). */
#include "signature.h"

#include <string.h>

static const char trailer[] = "~Module signature appended~\n";
#define TRAILER_BYTES (sizeof(trailer) - 1)

/* struct module_signature: algo, hash, id_type, signer_len, key_id_len, 3 bytes of
 * padding, and the length as a big-endian number. */
#define INFO_BYTES 12
#define INFO_ID_TYPE 2
#define INFO_LENGTH 8
#define PKEY_ID_PKCS7 2

enum {
	DER_INTEGER = 0x02,
	DER_OID = 0x06,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0,
};

/* Object identifiers of the parts of a name: 2.5.4.3, 2.5.4.10. */
#define OID_BYTES 3
static const uint8_t oid_common_name[OID_BYTES] = {0x55, 0x04, 0x03};
static const uint8_t oid_organization[OID_BYTES] = {0x55, 0x04, 0x0a};

struct der {
	const uint8_t *at;
	size_t n;
};

/* Takes the next element off @in; false at the end and when its length is wrong. */
static bool der_next(struct der *in, unsigned int *ret_tag, struct der *ret_body)
{
	size_t length, head = 2, digits;

	if (in->n < 2)
		return false;
	length = in->at[1];
	if (length & 0x80) {
		digits = length & 0x7f;
		if (digits == 0 || digits > 4 || in->n < 2 + digits)
			return false;
		length = 0;
		for (size_t i = 0; i < digits; i++)
			length = length << 8 | in->at[2 + i];
		head += digits;
	}
	if (length > in->n - head)
		return false;
	*ret_tag = in->at[0];
	ret_body->at = in->at + head;
	ret_body->n = length;
	in->at += head + length;
	in->n -= head + length;
	return true;
}

/* Replaces @in by the body of its next element, which must have this tag. */
static bool der_enter(struct der *in, unsigned int tag)
{
	unsigned int its_tag;
	struct der body;

	if (!der_next(in, &its_tag, &body) || its_tag != tag)
		return false;
	*in = body;
	return true;
}

/* Takes elements off @in up to the first with tag @wanted and enters that one. */
static bool der_find(struct der *in, unsigned int wanted)
{
	unsigned int tag;
	struct der body;

	while (der_next(in, &tag, &body)) {
		if (tag != wanted)
			continue;
		*in = body;
		return true;
	}
	return false;
}

/* The issuer's Name of the first signer. */
static bool find_issuer(struct der pkcs7, struct der *ret_name)
{
	unsigned int tag;
	struct der at = pkcs7, body;

	if (!der_enter(&at, DER_SEQUENCE) || !der_find(&at, DER_CONTEXT_0) ||
	    !der_enter(&at, DER_SEQUENCE))
		return false;
	/* SignedData: version, SET of digest algorithms, contents, certificates … */
	if (!der_next(&at, &tag, &body) || tag != DER_INTEGER ||
	    !der_next(&at, &tag, &body) || tag != DER_SET)
		return false;
	/* … and the SET of signers, of which the first says by whose key it signed. */
	if (!der_find(&at, DER_SET) || !der_enter(&at, DER_SEQUENCE) ||
	    !der_next(&at, &tag, &body) || tag != DER_INTEGER)
		return false;
	if (!der_enter(&at, DER_SEQUENCE)) /* issuer and serial number */
		return false;
	if (!der_enter(&at, DER_SEQUENCE)) /* the issuer */
		return false;
	*ret_name = at;
	return true;
}

static const char *printable(struct arena *arena, const struct der *text)
{
	char *copy = arena_strndup(arena, (const char *)text->at, text->n);

	for (size_t i = 0; copy && i < text->n; i++) {
		if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f)
			copy[i] = '?';
	}
	return copy;
}

static const char *part_of(struct arena *arena, struct der name,
			   const uint8_t oid[OID_BYTES])
{
	struct der part, attribute, text;
	unsigned int tag;

	while (der_next(&name, &tag, &part)) {
		if (tag != DER_SET || !der_enter(&part, DER_SEQUENCE))
			continue;
		if (!der_next(&part, &tag, &attribute) || tag != DER_OID ||
		    attribute.n != OID_BYTES || memcmp(attribute.at, oid, OID_BYTES) != 0)
			continue;
		if (der_next(&part, &tag, &text))
			return printable(arena, &text);
	}
	return NULL;
}

/* What the kernel calls a key without a common name, too (x509_fabricate_name()). */
static const char *name_of(struct arena *arena, struct der issuer)
{
	const char *name = part_of(arena, issuer, oid_common_name);

	return name ? name : part_of(arena, issuer, oid_organization);
}

bool signature_read(const uint8_t *image, size_t bytes, struct arena *arena,
		    const char **ret_signer)
{
	const uint8_t *info;
	struct der pkcs7, issuer;
	size_t length = 0, before;

	*ret_signer = NULL;
	if (bytes < TRAILER_BYTES + INFO_BYTES ||
	    memcmp(image + bytes - TRAILER_BYTES, trailer, TRAILER_BYTES) != 0)
		return false;
	before = bytes - TRAILER_BYTES - INFO_BYTES;
	info = image + before;
	for (size_t i = 0; i < 4; i++)
		length = length << 8 | info[INFO_LENGTH + i];
	if (info[INFO_ID_TYPE] != PKEY_ID_PKCS7 || length > before)
		return true;
	pkcs7.at = image + before - length;
	pkcs7.n = length;
	if (find_issuer(pkcs7, &issuer))
		*ret_signer = name_of(arena, issuer);
	return true;
}
