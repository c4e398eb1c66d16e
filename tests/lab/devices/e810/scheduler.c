/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the tree of the transmit scheduler: bookkeeping only. */

#include "qemu/osdep.h"

#include "e810.h"

uint32_t e810_sched_add(E810State *s, uint32_t parent, const uint8_t *data)
{
    uint32_t i;

    for (i = 1; i < E810_MAX_SCHED; i++) {
        if (!s->sched[i].valid) {
            s->sched[i].valid = true;
            stl_le_p(s->sched[i].elem, parent);
            stl_le_p(s->sched[i].elem + 4, i);
            memcpy(s->sched[i].elem + 8, data, 16);
            return i;
        }
    }
    return 0;
}

void e810_sched_del(E810State *s, uint32_t teid)
{
    if (teid < E810_MAX_SCHED) {
        s->sched[teid].valid = false;
    }
}

void e810_sched_init(E810State *s)
{
    static const uint8_t types[E810_LAYERS] = {
        ELEM_ROOT_PORT,  ELEM_TC,         ELEM_ENTRY_POINT,
        ELEM_SE_GENERIC, ELEM_SE_GENERIC, ELEM_SE_GENERIC,
        ELEM_SE_GENERIC, ELEM_SE_GENERIC, ELEM_LEAF,
    };
    uint32_t parent = 0xffffffff;
    unsigned i;

    for (i = 0; i < E810_MAX_SCHED; i++) {
        s->sched[i].valid = false;
    }
    for (i = 0; i < E810_LAYERS; i++) {
        uint8_t data[16] = { types[i], 0x7 };

        stw_le_p(data + 6, 4); /* weights */
        stw_le_p(data + 10, 4);
        parent = e810_sched_add(s, parent, data);
    }
    s->rl_prof_next = 1;
}

uint16_t e810_aq_sched(E810State *s, E810Aq *a, uint16_t op)
{
    unsigned n = lduw_le_p(a->p), i, j, off = 0;
    uint32_t teid;

    switch (op) {
    case AQ_GET_SCHED:
    case AQ_CFG_SCHED:
        for (i = 0; i < n && (i + 1) * 24 <= a->len; i++) {
            uint8_t *e = a->buf + i * 24;

            teid = ldl_le_p(e + 4);
            if (teid >= E810_MAX_SCHED || !s->sched[teid].valid) {
                return AQRC_ENOENT;
            }
            if (op == AQ_CFG_SCHED) {
                uint8_t type = s->sched[teid].elem[8];

                memcpy(s->sched[teid].elem + 8, e + 8, 16);
                s->sched[teid].elem[8] = type;
            }
            memcpy(e, s->sched[teid].elem, 24);
        }
        break;
    case AQ_ADD_SCHED:
        for (i = 0; i < n && off + 8 <= a->len; i++) {
            uint8_t *g = a->buf + off;
            uint32_t parent = ldl_le_p(g);
            unsigned cnt = lduw_le_p(g + 4);

            if (off + 8 + cnt * 24 > a->len) {
                return AQRC_EINVAL;
            }
            if (parent >= E810_MAX_SCHED || !s->sched[parent].valid) {
                return AQRC_ENOENT;
            }
            for (j = 0; j < cnt; j++) {
                uint8_t *e = g + 8 + j * 24;

                teid = e810_sched_add(s, parent, e + 8);
                if (!teid) {
                    return AQRC_ENOSPC;
                }
                memcpy(e, s->sched[teid].elem, 24);
            }
            off += 8 + cnt * 24;
        }
        break;
    case AQ_DELETE_SCHED:
        for (i = 0; i < n && off + 8 <= a->len; i++) {
            unsigned cnt = lduw_le_p(a->buf + off + 4);

            for (j = 0; j < cnt && off + 12 + j * 4 <= a->len; j++) {
                e810_sched_del(s, ldl_le_p(a->buf + off + 8 + j * 4));
            }
            off += 8 + cnt * 4;
        }
        break;
    case AQ_MOVE_SCHED:
        for (i = 0; i < n && off + 12 <= a->len; i++) {
            uint32_t dst = ldl_le_p(a->buf + off + 4);
            unsigned cnt = lduw_le_p(a->buf + off + 8);

            for (j = 0; j < cnt && off + 16 + j * 4 <= a->len; j++) {
                teid = ldl_le_p(a->buf + off + 12 + j * 4);
                if (teid < E810_MAX_SCHED && s->sched[teid].valid) {
                    stl_le_p(s->sched[teid].elem, dst);
                }
            }
            off += 12 + cnt * 4;
        }
        break;
    case AQ_SUSPEND_SCHED:
    case AQ_RESUME_SCHED:
        break;
    }
    stw_le_p(a->p + 2, n);
    a->wb = true;
    return 0;
}

uint16_t e810_aq_dflt_topo(E810State *s, E810Aq *a)
{
    unsigned i;

    /* the default branch is only there until the driver removes it */
    if (a->len < 8 + E810_LAYERS * 24) {
        return AQRC_EINVAL;
    }
    if (!s->sched[E810_LAYERS].valid) {
        e810_sched_init(s);
    }
    memset(a->buf, 0, 8 + E810_LAYERS * 24);
    stl_le_p(a->buf, 1);
    stw_le_p(a->buf + 4, E810_LAYERS);
    for (i = 0; i < E810_LAYERS; i++) {
        memcpy(a->buf + 8 + i * 24, s->sched[1 + i].elem, 24);
    }
    a->p[1] = 1; /* branches */
    a->wb = true;
    return 0;
}

uint16_t e810_aq_sched_res(E810State *s, E810Aq *a)
{
    uint8_t tmp[32 + E810_LAYERS * 32] = { 0 };
    unsigned i;

    stw_le_p(tmp, E810_LAYERS);
    stw_le_p(tmp + 2, E810_LAYERS);
    tmp[5] = 32; /* CGDs */
    tmp[6] = 16;
    stw_le_p(tmp + 8, 64); /* RDMA qsets */
    for (i = 0; i < E810_LAYERS; i++) {
        uint8_t *l = tmp + 32 + i * 32;

        l[0] = i;
        l[1] = 8;
        stw_le_p(l + 2, 2048);
        stw_le_p(l + 4, 1024);
        stw_le_p(l + 10, i == 0 ? 1 : i <= 2 ? 8 : 64);
        stw_le_p(l + 12, 255);
        stw_le_p(l + 14, 255);
        stw_le_p(l + 16, 255);
    }
    memcpy(a->buf, tmp, MIN(a->len, sizeof(tmp)));
    a->wb = true;
    return 0;
}

uint16_t e810_aq_port_ets(E810State *s, E810Aq *a)
{
    uint8_t tmp[64] = { 0 };

    tmp[0] = 1; /* TC 0 */
    tmp[8] = 100;
    memset(tmp + 32, 0xff, 32); /* no other traffic class */
    stl_le_p(tmp + 32, 2);      /* its TEID */
    memcpy(a->buf, tmp, MIN(a->len, sizeof(tmp)));
    a->wb = true;
    return 0;
}

uint16_t e810_aq_rl_prof(E810State *s, E810Aq *a, bool add)
{
    unsigned n = lduw_le_p(a->p), i;

    for (i = 0; add && i < n && (i + 1) * 12 <= a->len; i++) {
        stw_le_p(a->buf + i * 12 + 2, s->rl_prof_next++);
    }
    stw_le_p(a->p + 2, n);
    a->wb = add;
    return 0;
}
