# SPDX-License-Identifier: GPL-2.0-or-later
. ./state/fake-kernel.sh
build
