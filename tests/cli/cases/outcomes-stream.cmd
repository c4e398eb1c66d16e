# SPDX-License-Identifier: GPL-2.0-or-later
# Each line is an object of its own; the last one holds the report.
"${NICCTL%/cli/nicctl}/tests/cli/show_outcomes" state/incident.json stream | python3 -c '
import json, sys
for line in sys.stdin:
    event = json.loads(line)
    if event["event"] == "report":
        print("report", event["report"]["outcome"], event["report"]["exit_code"])
    else:
        print(event["event"], event["step"], event["op"], event["module"], event["state"])
'
