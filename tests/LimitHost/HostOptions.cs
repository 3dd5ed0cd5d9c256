using System.Text.Json;

namespace DevFlow.LimitHost;

/// <summary>What a process shall do; given as JSON in the first argument.</summary>
internal sealed record HostOptions
{
    /// <summary><c>call</c> a platform, <c>hammer</c> the shared memory, <c>hold</c> all of a limit, or <c>kills</c>: kill processes that hammer it.</summary>
    public string Mode { get; init; } = "call";

    public string Home { get; init; } = "";

    /// <summary>Whose dialect to speak; <c>bucket</c> is one that knows a token bucket and nothing else.</summary>
    public string Platform { get; init; } = "gitlab";

    public Uri Address { get; init; } = new("http://127.0.0.1/");

    public string Token { get; init; } = "";

    /// <summary>What goes with the token in basic authentication; empty where it is a bearer's.</summary>
    public string Account { get; init; } = "";

    /// <summary>Units a token bucket holds, where the platform is <c>bucket</c>; and those that come back each second.</summary>
    public double Capacity { get; init; }

    public double Refill { get; init; }

    /// <summary>Whether it begins only when a line comes in.</summary>
    public bool WaitsForLine { get; init; }

    /// <summary>How many times faster the sandbox's time spans pass.</summary>
    public double Clock { get; init; } = 1;

    public int Callers { get; init; } = 1;

    public string Method { get; init; } = "GET";

    /// <summary>What is sent with every method but GET.</summary>
    public string Body { get; init; } = "";

    /// <summary>Paths, asked for in turn.</summary>
    public string[] Paths { get; init; } = [];

    public double Seconds { get; init; }

    /// <summary>The machine's clock is ahead by this many seconds.</summary>
    public double Skew { get; init; }

    /// <summary>The machine's clock runs this many times as fast.</summary>
    public double Rate { get; init; } = 1;

    public bool Learns { get; init; }

    /// <summary>How many processes shall be killed.</summary>
    public int Kills { get; init; }

    public static HostOptions Parse(string json) => JsonSerializer.Deserialize<HostOptions>(json, JsonSerializerOptions.Web)!;
}
