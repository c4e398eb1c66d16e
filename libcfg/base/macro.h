/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few compiler extensions the project uses, all in one place. */
#ifndef NICCTL_MACRO_H
#define NICCTL_MACRO_H

/* Runs @fn on the address of the variable when it goes out of scope. */
#define NIC_CLEANUP(fn) __attribute__((cleanup(fn)))

/* Lets the compiler check @fmt (1-based position) against the arguments from @args on. */
#define NIC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Hands an owned pointer over: the variable becomes NULL, the value is the result. */
#define NIC_TAKE(ptr)                                                                    \
	(__extension__({                                                                 \
		__typeof__(ptr) nic_taken_ = (ptr);                                      \
		(ptr) = NULL;                                                            \
		nic_taken_;                                                              \
	}))

#define NIC_ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
