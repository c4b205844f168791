namespace StackBench.Fleet.Campaigns;

/// <summary>
/// What every node runs, whatever started it. Fixed text: names reach it as arguments, which no shell reads again.
/// </summary>
public static class JobScript
{
    public const string Name = "job.sh";

    public const string Text = """
        #!/bin/sh
        # A job of a StackBench campaign: job.sh CAMPAIGN NODE ATTEMPT. See docs/fleet.md.
        campaign=$1 node=$2 attempt=$3
        # The program gets the signal as well and saves what it has: this script outlives it to write how it ended.
        trap : TERM INT HUP
        if [ -f "$campaign/prepare.sh" ]; then . "$campaign/prepare.sh"; fi
        read -r program <"$campaign/program"
        "$program" fleet node "$campaign" --node "$node" --attempt "$attempt"
        code=$?
        ended=$campaign/ended
        # What the attempt said of itself stays: a requeued job is refused, and its code is not the attempt's.
        if [ ! -e "$ended/$node.$attempt" ]; then
          printf '%s\n' "$code" >"$ended/.$node.$attempt" && mv "$ended/.$node.$attempt" "$ended/$node.$attempt"
        fi
        exit "$code"

        """;
}
