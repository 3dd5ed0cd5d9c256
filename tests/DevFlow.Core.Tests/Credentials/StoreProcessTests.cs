using DevFlow.Core.Credentials;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>The store in processes of its own: many at once, and where the system gives them little.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Eight_processes_with_fifty_writers_each_lose_no_update()
    {
        const int Processes = 8;
        const int Writers = 50;
        ProcessResult[] results = await Task.WhenAll(
            Enumerable.Range(0, Processes).Select(_ => RunningProcess.RunAsync(StoreHost.Options(_test, "write", $"{Writers}"), Token)));
        Assert.All(results, static result => Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error)));

        using CredentialStore store = _test.Open();
        Assert.Equal(Processes * Writers, store.Find("shared")!.Version);
        IReadOnlyList<CredentialEntry> entries = store.ListEntries();
        Assert.Equal((Processes * Writers) + 1, entries.Count);
        Assert.DoesNotContain(entries, static entry => entry.Error is not null);
        StoreReport report = await store.VerifyAsync(Token);
        Assert.Empty(report.Findings);
        List<AuditEntry> audit = await store.ReadAuditAsync(new AuditQuery(Operations: [AuditOperation.Create, AuditOperation.Update]), Token).ToListAsync(Token);
        Assert.Equal(2 * Processes * Writers, audit.Count);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(300, false)]
    [InlineData(1, true)]
    [InlineData(250, true)]
    public async Task A_full_disk_ends_in_an_error_and_loses_nothing(int bytes, bool whileTheLogIsWritten)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The size of files is limited by a call of Linux.");
        await RunAsync(0, "save", "old", "old secret");
        await RunAsync(0, "reveal", "old");
        long limit = bytes + (whileTheLogIsWritten ? new FileInfo(_test.StoreFile("audit", "000001.jsonl")).Length : 0);

        string refusal = await RunAsync(StoreHost.Refused, "save", "new", "lost secret", $"{limit}");
        Assert.StartsWith(whileTheLogIsWritten ? "AuditUnwritable: " : "HomeUnusable: ", refusal, StringComparison.Ordinal);
        using CredentialStore store = _test.Open();
        Assert.Equal("old secret", TestStore.Reveal(store, "old"));
        Assert.DoesNotContain((await store.VerifyAsync(Token)).Findings, static finding => finding.IsFault);
        await RunAsync(0, "save", "new", "new secret");
        Assert.Equal("new secret", await RunAsync(0, "reveal", "new"));
        Assert.Empty((await store.VerifyAsync(Token)).Findings);
    }

    [Fact]
    public async Task A_read_only_store_is_listed_and_its_secrets_stay_closed()
    {
        await RunAsync(0, "save", "name", "some secret");
        string folder = _test.StoreFile();
        ProcessOptions? reveal = await StoreHost.ReadOnlyAsync(StoreHost.Options(_test, "reveal", "name"), folder, Token);
        Assert.SkipWhen(reveal is null, "This account may not mount a folder read-only.");

        ProcessResult revealed = await RunningProcess.RunAsync(reveal, Token);
        Assert.Equal(StoreHost.Refused, revealed.ExitCode);
        Assert.StartsWith("AuditUnwritable: ", revealed.Output, StringComparison.Ordinal);
        Assert.Equal(["name"], (await RunningProcess.RunAsync((await StoreHost.ReadOnlyAsync(StoreHost.Options(_test, "list"), folder, Token))!, Token)).Lines);
        ProcessResult saved = await RunningProcess.RunAsync((await StoreHost.ReadOnlyAsync(StoreHost.Options(_test, "save", "name", "x"), folder, Token))!, Token);
        Assert.Equal(StoreHost.Refused, saved.ExitCode);
        Assert.StartsWith("HomeUnusable: ", saved.Output, StringComparison.Ordinal);
        Assert.Equal("some secret", await RunAsync(0, "reveal", "name"));
    }

    [Theory]
    [InlineData("C")]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("th_TH.UTF-8")]
    public async Task The_language_changes_nothing(string language)
    {
        (string, string?)[] variables = [("LANG", language), ("LC_ALL", language)];
        await RunAsync(0, ["save", "ISTANBUL \u0130\u0131", "some secret"], variables);

        Assert.Equal("some secret", await RunAsync(0, ["reveal", "istanbul \u0130\u0131"], variables));
        Assert.Equal("some secret", await RunAsync(0, "reveal", "istanbul \u0130\u0131"));
        using CredentialStore store = _test.Open();
        Assert.Empty((await store.VerifyAsync(Token)).Findings);
    }

    [Fact]
    public async Task Without_any_other_variable_and_with_input_closed_it_works_the_same()
    {
        ProcessOptions options = StoreHost.Options(_test, "save", "name", "some secret");
        Dictionary<string, string?> nothing = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(static name => name is not ("PATH" or "DOTNET_ROOT"))
            .ToDictionary(static name => name, static _ => (string?)null, StringComparer.Ordinal);
        foreach ((string name, string? value) in options.Environment)
        {
            nothing[name] = value;
        }

        ProcessResult saved = await RunningProcess.RunAsync(options with { Environment = nothing }, Token);
        Assert.Equal((0, "", ""), (saved.ExitCode, saved.Output, saved.Error));
        ProcessOptions reveal = StoreHost.Options(_test, "reveal", "name") with { Environment = nothing };
        Assert.Equal("some secret", (await RunningProcess.RunAsync(reveal, Token)).Lines[0]);
    }

    private Task<string> RunAsync(int exitCode, params string[] arguments) => RunAsync(exitCode, arguments, []);

    private async Task<string> RunAsync(int exitCode, string[] arguments, (string, string?)[] variables)
    {
        ProcessResult result = await RunningProcess.RunAsync(StoreHost.Options(_test, arguments).With(variables), Token);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        return result.Output.TrimEnd();
    }
}
