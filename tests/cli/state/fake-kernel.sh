# SPDX-License-Identifier: GPL-2.0-or-later
# For the cases of `nicctl build`: headers and source of a kernel that does not exist, and an overlay that
# makes a file without a compiler. Leaves them in $tmp, and the function build.
# shellcheck shell=sh

# shellcheck disable=SC2154 # tmp is of run-case
headers=$tmp/headers source=$tmp/source overlay=$tmp/overlay
mkdir -p "$headers/include/config" "$headers/include/generated/uapi/linux" \
	"$overlay/drivers" "$overlay/overlay"
touch "$overlay/Kbuild" "$overlay/check-source" "$overlay/check-symbols"
touch "$headers/Makefile" "$headers/Module.symvers"
echo 'CONFIG_MODULE_SIG_HASH="sha256"' >"$headers/include/config/auto.conf"
echo '#define UTS_RELEASE "9.8.0-1-amd64"' >"$headers/include/generated/utsrelease.h"
echo '#define UTS_VERSION "#1 SMP Debian 9.8.7-1 (2026-01-01)"' >"$headers/include/generated/utsversion.h"
cat >"$headers/include/generated/uapi/linux/version.h" <<END
#define LINUX_VERSION_CODE 1
#define LINUX_VERSION_MAJOR 9
#define LINUX_VERSION_PATCHLEVEL 8
#define LINUX_VERSION_SUBLEVEL 7
END
for driver in ice i40e; do
	mkdir -p "$source/drivers/net/ethernet/intel/$driver"
	touch "$source/drivers/net/ethernet/intel/$driver/Makefile"
done
printf '%s\n' '# comment' 'VERSION = 9' 'PATCHLEVEL = 8' 'SUBLEVEL = 7' >"$source/Makefile"
cat >"$overlay/Makefile" <<'END'
all:
	@echo "  CC [M]  $(DRIVER)"
	@echo $(FLAVOUR) >$(OUTPUT)/$(DRIVER)$(if $(filter handover,$(FLAVOUR)),_zc).ko
END

# build ARGUMENT...: with all of that; paths and times that differ from run to run are replaced
build() {
	"$NICCTL" build "$@" --headers "$headers" --overlay "$overlay" --cache "$tmp/cache" \
		>"$tmp/said" 2>"$tmp/complained"
	code=$?
	sed "s|$tmp|TMP|g; s/done ([0-9]* s)/done (N s)/; s/\"duration_ms\": [0-9]*/\"duration_ms\": N/" \
		"$tmp/said"
	sed "s|$tmp|TMP|g" "$tmp/complained" >&2
	echo "status $code"
}
