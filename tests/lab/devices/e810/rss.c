/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: spreading received packets over queues. */

#include "qemu/osdep.h"

#include "e810.h"

static const uint8_t e810_dflt_key[NIC_RSS_KEY_SIZE] = {
    0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
    0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
    0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
    0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

unsigned e810_rss(E810State *s, E810Vsi *v, const uint8_t *b, E810Pkt *p)
{
    unsigned tc = lduw_le_p(v->ctx + VSI_TC_MAP);
    unsigned off = tc & 0x7ff, num = 1u << ((tc >> 11) & 0xf);
    uint8_t in[40];
    unsigned n, idx;

    if (!p->v4 && !p->v6) {
        return off;
    }
    if (p->v4) {
        memcpy(in, b + p->l3off + 12, 8);
        n = 8;
    } else {
        memcpy(in, b + p->l3off + 8, 32);
        n = 32;
    }
    if (p->l4ok) {
        memcpy(in + n, b + p->l4off, 4);
        n += 4;
    }
    p->hash = nic_toeplitz(v->key_set ? v->key : e810_dflt_key, in, n);
    p->status |= RXS_RSS_VALID;
    if (!v->lut_size || num == 1) {
        return off;
    }
    idx = v->lut[p->hash % v->lut_size];
    return off + idx % num;
}

uint16_t e810_aq_rss(E810State *s, E810Aq *a, uint16_t op)
{
    unsigned num = lduw_le_p(a->p) & 0x3ff;
    E810Vsi *v;

    if (num >= E810_MAX_VSI || !s->vsi[num].valid) {
        return AQRC_ENOENT;
    }
    v = &s->vsi[num];
    switch (op) {
    case AQ_SET_RSS_KEY:
        memcpy(v->key, a->buf, MIN(a->len, sizeof(v->key)));
        v->key_set = true;
        break;
    case AQ_GET_RSS_KEY:
        memset(a->buf, 0, a->len);
        memcpy(a->buf, v->key_set ? v->key : e810_dflt_key,
               MIN(a->len, sizeof(v->key)));
        a->wb = true;
        break;
    case AQ_SET_RSS_LUT:
        v->lut_size = MIN(a->len, sizeof(v->lut));
        memcpy(v->lut, a->buf, v->lut_size);
        break;
    case AQ_GET_RSS_LUT:
        memset(a->buf, 0, a->len);
        memcpy(a->buf, v->lut, MIN(a->len, v->lut_size));
        a->wb = true;
        break;
    }
    return 0;
}
