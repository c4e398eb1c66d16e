/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <linux/tracepoint.h>; in the handover flavour the trace events stand in a
 * folder of their own, since the stock driver has the same. Trace headers
 * name their folder, then include this, several times over: no guard.
 */
#include_next <linux/tracepoint.h>

#if defined(ZC_HANDOVER) && \
	(defined(CREATE_TRACE_POINTS) || defined(TRACE_HEADER_MULTI_READ))
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ZC_MODULE
#endif
