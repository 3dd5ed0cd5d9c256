using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace DevFlow.PowerShell.Tests.Bridge;

/// <summary>A marked secret, looked for in every form in which it could get out.</summary>
internal sealed class Canary
{
    private const int Depth = 4;
    private readonly string[] _forms;
    private readonly byte[][] _patterns;

    /// <param name="secret">The secret.</param>
    /// <param name="account">The account it is sent with, where it is sent as a pair.</param>
    public Canary(string secret, string? account = null)
    {
        _forms = [secret, Base64(Encoding.UTF8, secret), Base64(Encoding.Unicode, secret), .. account is null ? [] : (string[])[Base64(Encoding.UTF8, account + ":" + secret)]];
        _patterns = [.. _forms.Select(Encoding.UTF8.GetBytes), .. _forms.Select(Encoding.Unicode.GetBytes)];
    }

    public void AssertAbsent(IEnumerable<string> texts) =>
        Assert.All(texts, text => Assert.All(_forms, form => Assert.DoesNotContain(form, text, StringComparison.Ordinal)));

    /// <summary>Looks into every file below a folder.</summary>
    public void AssertAbsentBelow(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(_patterns, pattern => Assert.True(Read(file).AsSpan().IndexOf(pattern) < 0, file)));
    }

    /// <summary>All that a shell has written into its streams but its output, and all that its session remembers of errors.</summary>
    public static IEnumerable<string> TextsOf(PSDataStreams streams, ArrayList errors) =>
    [
        .. streams.Verbose.Select(static r => r.Message),
        .. streams.Debug.Select(static r => r.Message),
        .. streams.Warning.Select(static r => r.Message),
        .. streams.Information.Select(static r => r.ToString()),
        .. streams.Progress.Select(static r => r.ToString()),
        .. streams.Error.Concat(errors.OfType<ErrorRecord>()).SelectMany(Dump),
    ];

    /// <summary>An object as text, property by property, as JSON and as CLIXML.</summary>
    public static IEnumerable<string> TextsOf(PSObject value) =>
    [
        $"{value}",
        .. value.Properties.Select(static p => $"{p.Name}={p.Value}"),
        JsonSerializer.Serialize(value.BaseObject),
        PSSerializer.Serialize(value, Depth),
    ];

    private static IEnumerable<string> Dump(ErrorRecord error)
    {
        yield return error.ToString();
        yield return error.Exception.ToString();
        yield return error.TargetObject?.ToString() ?? "";
        yield return error.ErrorDetails?.RecommendedAction ?? "";
        yield return error.InvocationInfo?.PositionMessage ?? "";
        yield return PSSerializer.Serialize(error, Depth);
    }

    private static string Base64(Encoding encoding, string text) => Convert.ToBase64String(encoding.GetBytes(text)).TrimEnd('=');

    private static byte[] Read(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
