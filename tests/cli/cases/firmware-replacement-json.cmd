# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2016
. state/firmware.sh
with_firmware 1.3.36.0 "$PACKAGE" '"infiniband irdma0: ice 0000:3b:00.0: HMC Error"' |
	"$NICCTL" configure-driver ice --module /opt/ice-1.12.7/ice.ko --json --from - --tables ../../data/compat |
	python3 -c 'import json, sys
report = json.load(sys.stdin)
rules = ("firmware", "ddp-package", "ddp-profiles", "rdma-errors")
print(json.dumps({"would_proceed": report["would_proceed"], "exit_code": report["exit_code"],
                  "accept_safe_mode": report["request"]["accept_safe_mode"],
                  "verdicts": [v for v in report["verdicts"] if v["rule"] in rules]}, indent=1))'
