/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: spreading received packets over queues. */

#include "qemu/osdep.h"

#include "x710.h"

static uint32_t x710_toeplitz(X710State *s, const uint8_t *in, unsigned len)
{
    uint8_t key[NIC_RSS_KEY_SIZE];
    unsigned i;

    for (i = 0; i < sizeof(key) / 4; i++) {
        stl_le_p(key + 4 * i, reg_get(s, R_PFQF_HKEY + 128 * i));
    }
    return nic_toeplitz(key, in, len);
}

unsigned x710_pctype(const X710Pkt *p, bool *ports)
{
    *ports = false;
    if (p->frag) {
        return p->v4 ? PCTYPE_V4_FRAG : PCTYPE_V6_FRAG;
    }
    switch (p->proto) {
    case 6:
        *ports = true;
        return p->v4 ? PCTYPE_V4_TCP : PCTYPE_V6_TCP;
    case 17:
        *ports = true;
        return p->v4 ? PCTYPE_V4_UDP : PCTYPE_V6_UDP;
    case 132:
        *ports = true;
        return p->v4 ? PCTYPE_V4_SCTP : PCTYPE_V6_SCTP;
    }
    return p->v4 ? PCTYPE_V4_OTHER : PCTYPE_V6_OTHER;
}

bool x710_rss_hash(X710State *s, const uint8_t *b, const X710Pkt *p,
                   uint32_t *hash)
{
    uint64_t hena = reg_get(s, R_PFQF_HENA) |
                    ((uint64_t)reg_get(s, R_PFQF_HENA + 128) << 32);
    uint8_t in[40];
    uint64_t set;
    unsigned n = 0, pctype;
    bool ports;

    if (!p->v4 && !p->v6) {
        return false;
    }
    pctype = x710_pctype(p, &ports);
    if (!(hena & (1ull << pctype))) {
        return false;
    }
    set = reg_get(s, R_GLQF_HASH_INSET + 8 * pctype) |
          ((uint64_t)reg_get(s, R_GLQF_HASH_INSET + 8 * pctype + 4) << 32);
    if (p->v4) {
        if (set & INSET_V4_SRC) {
            memcpy(in + n, b + p->l3 + 12, 4);
            n += 4;
        }
        if (set & INSET_V4_DST) {
            memcpy(in + n, b + p->l3 + 16, 4);
            n += 4;
        }
    } else {
        if ((set & INSET_V6_SRC) == INSET_V6_SRC) {
            memcpy(in + n, b + p->l3 + 8, 16);
            n += 16;
        }
        if ((set & INSET_V6_DST) == INSET_V6_DST) {
            memcpy(in + n, b + p->l3 + 24, 16);
            n += 16;
        }
    }
    if (ports && p->l4 + 4 <= p->l3end) {
        if (set & INSET_L4_SRC) {
            memcpy(in + n, b + p->l4, 2);
            n += 2;
        }
        if (set & INSET_L4_DST) {
            memcpy(in + n, b + p->l4 + 2, 2);
            n += 2;
        }
    }
    *hash = x710_toeplitz(s, in, n);
    return true;
}

unsigned x710_rx_queue_of(X710State *s, X710Vsi *v, bool hashed, uint32_t hash)
{
    unsigned tcmap = lduw_le_p(v->props + VP_TC_MAPPING);
    unsigned off = tcmap & 0x1ff;
    unsigned pow = (tcmap >> 9) & 7;
    unsigned q = off;

    if (hashed) {
        if (v == &s->vsi[0]) {
            unsigned size = reg_get(s, R_PFQF_CTL_0) & PFQF_CTL_0_HLUT_512
                                ? 512
                                : 128;
            unsigned idx = hash & (size - 1);
            uint32_t lut = reg_get(s, R_PFQF_HLUT + 128 * (idx / 4));

            q += (lut >> (8 * (idx % 4))) & 0x3f & ((1u << pow) - 1);
        } else {
            q += hash & ((1u << pow) - 1);
        }
    }
    if (lduw_le_p(v->props + VP_MAPPING_FLAGS) & 1) {
        return lduw_le_p(v->props + VP_QUEUE_MAPPING + 2 * (q & 15)) & 0x7ff;
    }
    return (lduw_le_p(v->props + VP_QUEUE_MAPPING) & 0x7ff) + q;
}
