/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: bandwidth. */

#include "qemu/osdep.h"

#include "x710.h"

int x710_aq_bandwidth(X710State *s, uint16_t op, X710AqCmd *c)
{
    uint8_t *p = c->p;
    uint8_t *b = c->buf;
    int vi;

    switch (op) {
    case AQ_VSI_TC_BW:
    case AQ_VSI_ETS_SLA_BW:
        vi = x710_vsi_by_seid(s, lduw_le_p(p));
        if (vi < 0) {
            return AQ_RC_ENOENT;
        }
        memcpy(b + 16, s->vsi[vi].props + VP_QS_HANDLE, 16);
        c->wb = true;
        c->wblen = c->len;
        return AQ_RC_OK;
    case AQ_QUERY_VSI_BW:
        vi = x710_vsi_by_seid(s, lduw_le_p(p));
        if (vi < 0) {
            return AQ_RC_ENOENT;
        }
        memset(b, 0, 64);
        b[0] = 1;
        memcpy(b + 16, s->vsi[vi].props + VP_QS_HANDLE, 16);
        c->wb = true;
        c->wblen = MIN(c->len, 64);
        return AQ_RC_OK;
    case AQ_QUERY_VSI_ETS_SLA:
        if (x710_vsi_by_seid(s, lduw_le_p(p)) < 0) {
            return AQ_RC_ENOENT;
        }
        memset(b, 0, 32);
        b[0] = 1;
        b[4] = 1;
        c->wb = true;
        c->wblen = MIN(c->len, 32);
        return AQ_RC_OK;
    case AQ_QUERY_SW_ETS:
        memset(b, 0, 64);
        b[0] = 1;
        c->wb = true;
        c->wblen = MIN(c->len, 64);
        return AQ_RC_OK;
    case AQ_QUERY_PORT_ETS:
        memset(b, 0, 68);
        b[4] = 1;
        b[8] = 100;
        c->wb = true;
        c->wblen = MIN(c->len, 68);
        return AQ_RC_OK;
    case AQ_QUERY_SW_BW:
        memset(b, 0, 32);
        b[0] = 1;
        b[4] = 100;
        c->wb = true;
        c->wblen = MIN(c->len, 32);
        return AQ_RC_OK;
    case AQ_QUERY_HMC_PROFILE:
        p[0] = 1;
        p[1] = 0;
        return AQ_RC_OK;
    }
    return AQ_NOT_MINE;
}
