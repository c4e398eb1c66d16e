# SPDX-License-Identifier: GPL-2.0-or-later
. ./state/fake-kernel.sh
build --source "$source" --kernel 9.8.0-2-amd64
