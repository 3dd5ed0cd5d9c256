using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Limits;

/// <summary>A process with a limiter of its own; see tests/LimitHost/Program.cs.</summary>
internal static partial class LimitHost
{
    private static readonly string Assembly = BuiltProject.Assembly("tests", "LimitHost");

    public static ProcessOptions Options(object options, TimeSpan limit) => new("dotnet", [Assembly, JsonSerializer.Serialize(options, JsonSerializerOptions.Web)]) { StandardInput = null, TimeLimit = limit };

    /// <summary>What the callers of a process counted.</summary>
    public static (int Answered, int Refused, int Failed) Read(ProcessResult result)
    {
        Match match = Counts().Match(result.Output);
        Assert.True(result.ExitCode == 0 && match.Success, $"{result.Output} {result.Error}");
        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        return (Number(1), Number(2), Number(3));
    }

    [GeneratedRegex(@"answered (\d+) refused (\d+) failed (\d+)")]
    private static partial Regex Counts();
}
