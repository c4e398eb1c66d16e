/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: flow director filters. */

#include "qemu/osdep.h"

#include "x710.h"

/* key of a packet; tx: the packet is written from the sender's view */
static void x710_fdir_key(const uint8_t *b, const X710Pkt *p, bool tx,
                          X710Fdir *f)
{
    unsigned alen = p->v4 ? 4 : 16;
    const uint8_t *a = b + p->l3 + (p->v4 ? 12 : 8);
    bool ports;

    memset(f, 0, sizeof(*f));
    f->pctype = x710_pctype(p, &ports);
    memcpy(tx ? f->dst : f->src, a, alen);
    memcpy(tx ? f->src : f->dst, a + alen, alen);
    if (ports && p->l4 + 4 <= p->l3end) {
        memcpy(tx ? f->dport : f->sport, b + p->l4, 2);
        memcpy(tx ? f->sport : f->dport, b + p->l4 + 2, 2);
    }
}

static bool x710_fdir_same(X710State *s, const X710Fdir *a, const X710Fdir *b)
{
    uint32_t reg = R_PRTQF_FD_INSET + 64 * a->pctype;
    uint64_t set = reg_get(s, reg) | ((uint64_t)reg_get(s, reg + 32) << 32);
    bool v4 = a->pctype >= PCTYPE_V4_UDP && a->pctype <= PCTYPE_V4_FRAG;
    uint64_t src = v4 ? INSET_V4_SRC : INSET_V6_SRC;
    uint64_t dst = v4 ? INSET_V4_DST : INSET_V6_DST;

    if (a->pctype != b->pctype) {
        return false;
    }
    if ((set & src) == src && memcmp(a->src, b->src, 16)) {
        return false;
    }
    if ((set & dst) == dst && memcmp(a->dst, b->dst, 16)) {
        return false;
    }
    if ((set & INSET_L4_SRC) && memcmp(a->sport, b->sport, 2)) {
        return false;
    }
    return !((set & INSET_L4_DST) && memcmp(a->dport, b->dport, 2));
}

static X710Fdir *x710_fdir_find(X710State *s, const X710Fdir *key)
{
    int i;

    for (i = 0; i < X710_NUM_FDIR; i++) {
        if (s->fdir_tab[i].used && x710_fdir_same(s, key, &s->fdir_tab[i])) {
            return &s->fdir_tab[i];
        }
    }
    return NULL;
}

X710Fdir *x710_fdir_match(X710State *s, const uint8_t *b, const X710Pkt *p)
{
    X710Fdir key;

    if (!s->fdir_used || (!p->v4 && !p->v6)) {
        return NULL;
    }
    x710_fdir_key(b, p, false, &key);
    return x710_fdir_find(s, &key);
}

void x710_fdir_flush(X710State *s)
{
    memset(s->fdir_tab, 0, sizeof(X710Fdir) * X710_NUM_FDIR);
    s->fdir_used = 0;
}

void x710_fdir_program(X710State *s, const uint32_t *d, const uint8_t *b,
                       size_t len)
{
    X710Fdir key, *f;
    X710Pkt pkt;
    int i;

    x710_parse(b, len, &pkt, true);
    if (!pkt.v4 && !pkt.v6) {
        return;
    }
    x710_fdir_key(b, &pkt, true, &key);
    key.pctype = FDP_PCTYPE(d[0]);
    f = x710_fdir_find(s, &key);
    DBG(s, DBG_STATE, "fdir cmd %u pctype %u q %u dest %u id %u%s",
        FDP_PCMD(d[2]), key.pctype, FDP_QINDEX(d[0]), FDP_DEST(d[2]), d[3],
        f ? " (known)" : "");
    if (FDP_PCMD(d[2]) == FDP_PCMD_REMOVE) {
        if (f) {
            f->used = false;
            s->fdir_used--;
        }
        return;
    }
    for (i = 0; !f && i < X710_NUM_FDIR; i++) {
        if (!s->fdir_tab[i].used) {
            f = &s->fdir_tab[i];
            s->fdir_used++;
        }
    }
    if (f) {
        *f = key;
        f->used = true;
        f->where = d[0];
        f->what = d[2];
        f->fd_id = d[3];
    }
}
