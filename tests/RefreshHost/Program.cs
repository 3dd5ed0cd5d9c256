using System.Globalization;
using System.Security.Cryptography;
using DevFlow;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.RefreshHost;
using DevFlow.Slack;
using Microsoft.Extensions.Logging.Abstractions;

// RefreshHost <credential> <threads>, with DEVFLOW_HOME and DEVFLOW_KEY_FILE. Each line of input is how far to put the clock
// forward, in ticks; all threads then ask for the secret at once, and a line says what they got, a second that they did. Ctrl+C ends it as it ends a
// script: what is under way is cancelled, and the process ends at once.
string name = args[0];
int threads = int.Parse(args[1], CultureInfo.InvariantCulture);
ShiftedTime time = new();
HomeFolder home = HomeFolder.Open();
StoreFolder folder = new(home, time);
using StoreUnlocker unlocker = new(folder, new KeyHolders(new KeySource()), time);
using CredentialStore store = new(folder, unlocker, time, NullLogger<CredentialStore>.Instance);
Redactor redactor = new();
using RefreshExchange exchange = new(redactor, time);
Dictionary<string, ICredentialRefresher> refreshers = new(StringComparer.Ordinal)
{
    ["github"] = new GitHubPlugin().Refresher,
    ["gitlab"] = new GitLabPlugin().Refresher,
    ["jira"] = new JiraPlugin().Refresher,
    ["slack"] = new SlackPlugin().Refresher,
};
using SecretKeeper keeper = new(store, refreshers.GetValueOrDefault, exchange, redactor, new Random(), time, NullLogger<SecretKeeper>.Instance);
using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

Console.Out.WriteLine("ready");
int round = 0;
while (await Console.In.ReadLineAsync(interrupted.Token) is string line)
{
    time.Shift = TimeSpan.FromTicks(long.Parse(line, CultureInfo.InvariantCulture));
    try
    {
        using Barrier start = new(threads);
        string[] prints = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return PrintAsync();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        Console.Out.WriteLine($"got {string.Join(',', prints.Distinct(StringComparer.Ordinal))}");
    }
    catch (DevFlowException error)
    {
        Console.Out.WriteLine($"failed {error.Reason}: {error.Message}");
    }
    catch (OperationCanceledException)
    {
        // Nothing is put away in order: that is how a script's process ends, too.
        Console.Out.WriteLine("cancelled");
        Environment.Exit(130);
    }

    Console.Out.WriteLine($"round {++round} over");
}

return 0;

// A secret never goes through a pipe.
async Task<string> PrintAsync()
{
    CurrentSecret secret = await keeper.GetAsync(name, interrupted.Token);
    using SecretChars text = secret.ToChars();
    using SecretBuffer bytes = SecretBuffer.FromChars(text.Chars);
    return Convert.ToHexStringLower(SHA256.HashData(bytes.Bytes))[..16];
}
