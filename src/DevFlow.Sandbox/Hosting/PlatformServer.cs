using System.Globalization;
using System.Security;
using System.Text.Json;
using DevFlow.Sandbox.Faults;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using DevFlow.Sandbox.Scenario;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Hosting;

/// <summary>A running sandbox: the platform behind a loopback server, with its faults and its ledger.</summary>
internal sealed class PlatformServer : SandboxServer
{
    private readonly SandboxOptions _options;
    private readonly SandboxClock _clock;
    private readonly FaultPlan _faults;
    private readonly RequestLedger _ledger = new();
    private readonly FaultySender _sender;
    private LoopbackServer _server = null!;
    private Platform _platform = null!;
    private BrowserGuard _guard = null!;
    private DateText _date = new(long.MinValue, "");
    private int _stopped;

    private PlatformServer(SandboxOptions options, SandboxClock clock, FaultPlan faults)
    {
        _options = options;
        _clock = clock;
        _faults = faults;
        _sender = new(clock.Time);
        StartedAt = clock.Now;
    }

    public override string Platform => _options.Platform;

    public override SandboxDeployment Deployment => _options.Deployment;

    public override Uri BaseUri => _server.Address;

    public override SecureString Token => Credentials[0].Secret;

    public override string? UserName => _platform.UserName;

    public override IReadOnlyList<SandboxCredential> Credentials => _platform.Credentials;

    public override string? Repository => _platform.Repository;

    public override string? Project => _platform.Project;

    public override string? Channel => _platform.Channel;

    public override IReadOnlyList<string> Events => [.. _platform.Events.Select(static happening => happening.Name)];

    public override SandboxFault[] Faults
    {
        get => _faults.Rules;
        set => _faults.Replace(value ?? []);
    }

    public override bool IsRunning => Volatile.Read(ref _stopped) == 0;

    public override long Requests => _ledger.Answered;

    public override long Refusals => _ledger.Refused;

    public override IReadOnlyList<SandboxRequest> Ledger => _ledger.List();

    public override DateTimeOffset StartedAt { get; }

    /// <summary>What the platform serves, in the words of the vendor's description.</summary>
    internal IReadOnlyList<string> Operations => _platform.Operations;

    /// <param name="options">What the user asked for, checked.</param>
    /// <param name="create">Makes the platform when the address is known.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<PlatformServer> StartAsync(
        SandboxOptions options, Func<SandboxContext, Platform> create, TimeProvider time, CancellationToken cancellationToken)
    {
        JsonElement scenario = await ScenarioFile.ReadAsync(options.ScenarioPath, options.Platform, cancellationToken).ConfigureAwait(false);
        SandboxClock clock = new(time, options.Clock);
        Chance chance = new(options.Seed);
        FaultPlan faults = new(clock, chance);
        faults.Replace(options.Faults);
        PlatformServer sandbox = new(options, clock, faults);

        // The platform needs the port for its addresses, so it is made when the port is known; requests wait for it.
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        sandbox._server = await LoopbackServer.StartAsync(
            options.Port,
            context => ready.Task.IsCompletedSuccessfully ? sandbox.HandleAsync(context) : sandbox.HandleWhenReadyAsync(ready.Task, context),
            cancellationToken).ConfigureAwait(false);
        try
        {
            sandbox._guard = new(sandbox._server.Address.Authority);
            sandbox._platform = create(new(sandbox._server.Address, options, clock, chance, faults, scenario));
            ready.SetResult();
            return sandbox;
        }
        catch (Exception error)
        {
            ready.SetException(error);
            await sandbox._server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The {Platform} sandbox at {BaseUri} was stopped.", "Start another with Start-DevFlowSandbox.") { Target = name };
        }

        SandboxEvent happening = _platform.Events.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The {Platform} sandbox cannot make \"{name}\" happen.",
                $"Name one of: {string.Join(", ", Events)}.")
            { Target = name };

        JsonElement details = data.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("{}") : data;
        if (details.ValueKind != JsonValueKind.Object)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The details of \"{name}\" are not an object.", "Give -Data a hashtable.") { Target = name };
        }

        happening.Check(details);
        return await _platform.InvokeAsync(happening.Name, details, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
            await _platform.DisposeAsync().ConfigureAwait(false);
            foreach (SandboxCredential credential in Credentials)
            {
                credential.Secret.Dispose();
            }
        }
    }

    private async Task HandleWhenReadyAsync(Task ready, HttpContext context)
    {
        await ready.ConfigureAwait(false);
        await HandleAsync(context).ConfigureAwait(false);
    }

    private async Task HandleAsync(HttpContext context)
    {
        DateTimeOffset now = _clock.Now;
        Exchange exchange = new(context.Request, _ledger.Next(), now);
        RequestFaults faults = _faults.Choose(exchange.Method, exchange.Path);
        exchange.Fault = faults.Names;
        try
        {
            context.Response.Headers.Date = FormatDate(now + faults.Skew);
            await AnswerAsync(context, exchange, faults).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone.
        }
        finally
        {
            exchange.MarkAnswered();
        }
    }

    // The entry stands in the ledger before the caller sees the answer, so that who has one finds the other.
    private async Task AnswerAsync(HttpContext context, Exchange exchange, RequestFaults faults)
    {
        CancellationToken aborted = context.RequestAborted;
        int status = 0;
        Answer? answer = null;
        try
        {
            answer = _guard.Check(context.Request, exchange);
            answer ??= faults.Names is null ? null : await _sender.BeforeAsync(faults, aborted).ConfigureAwait(false);
            answer ??= await _platform.AnswerAsync(context, exchange, aborted).ConfigureAwait(false);
            status = faults.ResetAfter ? 0 : answer.Status;
        }
        finally
        {
            _ledger.Add(exchange.ToEntry(status));
        }

        using (answer)
        {
            await _sender.SendAsync(context, answer, faults, aborted).ConfigureAwait(false);
        }
    }

    // One text a second serves all requests of it.
    private string FormatDate(DateTimeOffset now)
    {
        long second = now.ToUnixTimeSeconds();
        DateText date = Volatile.Read(ref _date);
        if (date.Second != second)
        {
            date = new(second, now.ToString("R", CultureInfo.InvariantCulture));
            Volatile.Write(ref _date, date);
        }

        return date.Text;
    }

    private sealed record DateText(long Second, string Text);
}
