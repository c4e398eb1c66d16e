/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: queues. */

#include "qemu/osdep.h"

#include "e810.h"

void e810_rxq_enable(E810State *s, unsigned q)
{
    E810Rxq *r = &s->rxq[q];
    uint8_t ctx[32];
    unsigned i;

    for (i = 0; i < 8; i++) {
        stl_le_p(ctx + i * 4,
                 REG(R_QRX_CONTEXT + i * QRX_CONTEXT_STRIDE + q * 4));
    }
    if (!r->enabled) {
        s->n_rxq_enabled++;
    }
    r->enabled = true;
    r->head = nic_bits(ctx, 0, 13);
    r->base = nic_bits(ctx, 32, 57) << 7;
    r->qlen = nic_bits(ctx, 89, 13);
    r->dbuf = nic_bits(ctx, 102, 7) << 7;
    r->dsize = nic_bits(ctx, 116, 1);
    r->crcstrip = nic_bits(ctx, 117, 1);
    r->l2tsel = nic_bits(ctx, 119, 1);
    r->rxmax = nic_bits(ctx, 174, 14);
    r->rxdid = REG(R_QRXFLXP_CNTXT + q * 4) & 0x3f;
    r->tail = REG(R_QRX_TAIL + q * 4) & 0x1fff;
    r->stalled = 0;
    E810_PRINT(s, TR_MISC,
               "rxq %u on: base %" PRIx64 " len %u dbuf %u "
               "rxmax %u rxdid %u dsize %d",
               q, r->base, r->qlen, r->dbuf, r->rxmax, r->rxdid, r->dsize);
}

void e810_rxq_disable(E810State *s, unsigned q)
{
    if (s->rxq[q].enabled) {
        s->rxq[q].enabled = false;
        s->n_rxq_enabled--;
        E810_PRINT(s, TR_MISC, "rxq %u off", q);
    }
}

void e810_clear_range(E810State *s, uint32_t start, uint32_t len)
{
    memset(e810_reg(s, start), 0, len);
}

uint16_t e810_aq_add_txqs(E810State *s, E810Aq *a)
{
    unsigned groups = a->p[0], g, i, off = 0;

    for (g = 0; g < groups && off + 8 <= a->len; g++) {
        uint32_t parent = ldl_le_p(a->buf + off);
        unsigned n = a->buf[off + 4];

        off += 8;
        for (i = 0; i < n && off + 48 <= a->len; i++, off += 48) {
            uint8_t *e = a->buf + off, info[16];
            unsigned q = lduw_le_p(e);
            E810Txq *t;
            uint32_t teid;

            if (q >= s->nqueues || s->txq[q].enabled) {
                return q >= s->nqueues ? AQRC_EINVAL : AQRC_EEXIST;
            }
            memcpy(info, e + 32, 16);
            info[0] = ELEM_LEAF;
            teid = e810_sched_add(s, parent, info);
            if (!teid) {
                return AQRC_ENOSPC;
            }
            t = &s->txq[q];
            memset(t, 0, sizeof(*t));
            t->base = nic_bits(e + 8, 0, 57) << 7;
            t->vsi = nic_bits(e + 8, 80, 10);
            t->qlen = nic_bits(e + 8, 135, 13);
            t->teid = teid;
            t->enabled = true;
            REG(R_QTX_COMM_HEAD + q * 4) = 0;
            stl_le_p(e + 4, teid);
            E810_PRINT(s, TR_MISC,
                       "txq %u on: base %" PRIx64 " len %u "
                       "vsi %u teid %u",
                       q, t->base, t->qlen, t->vsi, teid);
        }
    }
    a->wb = true;
    return 0;
}

uint16_t e810_aq_dis_txqs(E810State *s, E810Aq *a)
{
    unsigned n = a->p[1], g, i, off = 0;

    for (g = 0; g < n && off + 6 <= a->len; g++) {
        unsigned cnt = a->buf[off + 4];

        for (i = 0; i < cnt && off + 8 + i * 2 <= a->len; i++) {
            unsigned q = lduw_le_p(a->buf + off + 6 + i * 2);

            if (q & 0x8000 || q >= E810_MAX_Q) {
                continue;
            }
            if (s->txq[q].enabled) {
                s->txq[q].enabled = false;
                e810_sched_del(s, s->txq[q].teid);
                E810_PRINT(s, TR_MISC, "txq %u off", q);
            }
        }
        off += 6 + cnt * 2;
        if (cnt % 2 == 0) {
            off += 2;
        }
    }
    stl_le_p(a->p + 4, 0); /* no blocked CGDs */
    return 0;
}

uint16_t e810_aq_add_qset(E810State *s, E810Aq *a)
{
    unsigned groups = a->p[0], g, i, off = 0;

    for (g = 0; g < groups && off + 8 <= a->len; g++) {
        uint32_t parent = ldl_le_p(a->buf + off);
        unsigned n = lduw_le_p(a->buf + off + 4);

        off += 8;
        for (i = 0; i < n && off + 24 <= a->len; i++, off += 24) {
            uint8_t info[16];

            memcpy(info, a->buf + off + 8, 16);
            info[0] = ELEM_LEAF;
            stl_le_p(a->buf + off + 4, e810_sched_add(s, parent, info));
        }
    }
    a->wb = true;
    return 0;
}
