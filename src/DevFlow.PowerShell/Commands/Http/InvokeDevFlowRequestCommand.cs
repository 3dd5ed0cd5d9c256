using System.Management.Automation;
using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Http;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Calls any endpoint of a connected platform through DevFlow's chain: authenticated, limited, retried where safe. Lists stream page by page.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "DevFlowRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PSObject))]
public sealed class InvokeDevFlowRequestCommand : PlatformCmdlet
{
    /// <summary>The path below the API's address, such as /repos/octocat/hello/issues.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uri", "Url")]
    public string Path { get; set; } = "";

    /// <summary>The HTTP method.</summary>
    [Parameter]
    [ValidateSet("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")]
    public string Method { get; set; } = "GET";

    /// <summary>The body: a hashtable or object, sent as JSON, or JSON text.</summary>
    [Parameter]
    public object? Body { get; set; }

    /// <summary>The connection, by name or object; the only or default one where omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The platform whose default connection is meant.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>Writes each page of a list as the platform sent it, instead of the items in it.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Asks the platform for the whole answer, also where one is kept, and keeps nothing of it.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <inheritdoc/>
    private protected override bool BypassesCache => NoCache;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        ConnectionManager connections = EngineHost.Engine.Connections;
        Connection connection = connections.Resolve(Connection, Platform is null ? [] : [Platform]);
        HttpMethod method = HttpMethod.Parse(Method.ToUpperInvariant());
        Uri address = PlatformRequestSender.Resolve(connection.ApiUri, Path);
        PlatformRequest request = new()
        {
            Method = method,
            Path = address.AbsoluteUri,
            Body = Body is null ? null : JsonObjects.ToBody(Body),
            AllPages = method == HttpMethod.Get,
            KeepsPages = Raw,
        };
        PlatformSession session = connections.Open(connection);
        bool reads = method == HttpMethod.Get || method == HttpMethod.Head;
        if ((!reads || MyInvocation.BoundParameters.ContainsKey("WhatIf"))
            && !ShouldProcess(EngineHost.Redact(PlatformRequestSender.Describe(session, request)), EngineHost.Redact($"{method} {address}"), "Send the request?"))
        {
            return;
        }

        await foreach (JsonElement item in PlatformRequestSender.SendAsync(session, request, cancellationToken).ConfigureAwait(false))
        {
            if (JsonObjects.ToObject(item) is { } value)
            {
                await EmitAsync(value).ConfigureAwait(false);
            }
        }
    }
}
