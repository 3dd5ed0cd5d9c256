using System.Runtime.CompilerServices;
using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>Registers webhooks at the platforms, each with a secret of its own in the credential store, lists and removes them.</summary>
internal sealed class PlatformHooks(
    PluginManager plugins, ConnectionManager connections, CredentialEditor editor, CredentialStore store, SyncMarks marks, Redactor redactor, TimeProvider time, ILogger<PlatformHooks> logger)
{
    /// <summary>By these attributes a stored secret tells whose it is; the platform's id of the webhook is not known yet when it is stored.</summary>
    private const string UriAttribute = "webhookUri";
    private const string TargetAttribute = "webhookTarget";
    private const int MaxNameLength = 128;

    /// <summary>How a platform registers webhooks.</summary>
    /// <exception cref="DevFlowException">It has no way to.</exception>
    public IWebhookAdministration AdministrationOf(string platform)
    {
        IPlatformPlugin plugin = plugins.Get(platform);
        return plugin.WebhookAdministration ?? throw new DevFlowException(
            ErrorReason.InvalidArgument,
            $"The platform '{platform}' has no API by which webhooks could be registered, listed or looked after.",
            plugin.WebhookSocket is null
                ? "Enter the listener's address and a secret in the settings of the platform; docs/webhooks.md says where."
                : "Enter the listener's address in the settings of the app; or let the listener open a socket, which needs no address: Start-DevFlowWebhookListener -SocketMode.") { Target = platform };
    }

    /// <summary>The session that asks for the webhooks of a target.</summary>
    public PlatformSession OpenFor(Connection connection, string target) =>
        AdministrationOf(connection.Platform).IsOfApp(target) ? connections.OpenAsApp(connection) : connections.Open(connection);

    /// <summary>The webhooks of a target, with the names of the secrets that DevFlow has stored for them.</summary>
    public async IAsyncEnumerable<WebhookRegistration> ListAsync(Connection connection, string target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IWebhookAdministration administration = AdministrationOf(connection.Platform);
        using HttpRequestMessage request = administration.CreateList(target);
        IReadOnlyList<Credential>? secrets = null;
        await foreach (JsonElement answer in PlatformRequestSender.ListAsync(OpenFor(connection, target), request, cancellationToken).ConfigureAwait(false))
        {
            foreach (WebhookRegistration hook in administration.ReadHooks(target, answer))
            {
                secrets ??= [.. store.List().Where(credential => credential.Kind == CredentialKind.WebhookSecret && Origin.Same(credential.Origin, connection.ApiUri))];
                yield return Complete(hook, connection, SecretOf(hook, secrets));
            }
        }
    }

    /// <summary>What the secret of a new webhook is stored as, where nothing else is said.</summary>
    public static string DefaultCredentialName(Connection connection, HookRequest request)
    {
        string name = string.Join('-', new[] { "webhook", connection.Name, request.Target, request.Uri.Authority }.Where(static part => part.Length > 0)).Replace('/', '-');
        return name.Length <= MaxNameLength ? name : name[..MaxNameLength];
    }

    /// <summary>Stores a fresh secret and registers a webhook with it. Where the platform refuses, the secret is removed again.</summary>
    public async Task<WebhookRegistration> CreateAsync(Connection connection, HookRequest request, CancellationToken cancellationToken)
    {
        IWebhookAdministration administration = AdministrationOf(connection.Platform);
        RequireUsable(request.Uri);
        string credential = request.CredentialName ?? DefaultCredentialName(connection, request);
        RequireFree(credential);
        using SecretBuffer secret = WebhookSecretText.Create();
        using SecretChars text = secret.ToChars();
        redactor.Register(text.Chars);
        WebhookDraft draft = new()
        {
            Target = request.Target,
            Uri = request.Uri,
            Events = request.Events.Count > 0 ? request.Events : administration.DefaultEvents,
            Filter = request.Filter,
            Secret = secret,
        };

        // Written before anything is stored: what makes no sense is refused without a trace.
        using HttpRequestMessage registration = administration.CreateRegistration(draft);
        PlatformSession session = OpenFor(connection, request.Target);
        await StoreAsync(credential, connection, draft, cancellationToken).ConfigureAwait(false);
        WebhookRegistration hook = await RegisterAsync(administration, session, registration, connection, draft, credential, cancellationToken).ConfigureAwait(false);
        hook = await SignAsync(administration, session, hook, secret, credential, cancellationToken).ConfigureAwait(false);
        hook = Complete(hook, connection, credential);

        // What happened before it was there was never missed.
        await marks.SetAsync(hook, hook.CreatedAt ?? time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return hook;
    }

    /// <summary>Removes a webhook at its platform and, unless it is to be kept, its stored secret.</summary>
    public async Task RemoveAsync(WebhookRegistration hook, bool keepCredential, CancellationToken cancellationToken)
    {
        Connection connection = connections.Resolve(hook.Connection);
        using HttpRequestMessage request = AdministrationOf(connection.Platform).CreateRemoval(hook);
        await PlatformRequestSender.SendAsync(OpenFor(connection, hook.Target), request, cancellationToken).ConfigureAwait(false);
        if (!keepCredential && hook.CredentialName is { } credential)
        {
            await editor.RemoveAsync(credential, new AuditNote(Why: "its webhook was removed"), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WebhookRegistration> RegisterAsync(
        IWebhookAdministration administration, PlatformSession session, HttpRequestMessage registration, Connection connection, WebhookDraft draft, string credential, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement answer = await PlatformRequestSender.SendAsync(session, registration, cancellationToken).ConfigureAwait(false);
            return administration.ReadHooks(draft.Target, answer).FirstOrDefault() ?? throw new DevFlowException(
                ErrorReason.RequestFailed, $"{connection.Platform} answered the registration of a webhook with something that is none.", "Look with Get-DevFlowWebhook whether it is there.") { Target = draft.Uri.ToString() };
        }
        catch (Exception failure)
        {
            if (MayHaveArrived(failure) && await FindAsync(connection, draft, credential, failure).ConfigureAwait(false) is { } there)
            {
                return there;
            }

            await ForgetAsync(credential).ConfigureAwait(false);
            throw;
        }
    }

    // Without an answer nobody knows whether it is there. If it is, its secret must not be thrown away.
    private async Task<WebhookRegistration?> FindAsync(Connection connection, WebhookDraft draft, string credential, Exception lost)
    {
        try
        {
            await foreach (WebhookRegistration hook in ListAsync(connection, draft.Target, CancellationToken.None).ConfigureAwait(false))
            {
                if (hook.CredentialName == credential)
                {
                    logger.LogWarning("The answer to the registration of a webhook was lost; it is there as {Hook}.", hook.Id);
                    return hook;
                }
            }

            return null;
        }
        catch (DevFlowException)
        {
            throw new DevFlowException(
                ErrorReason.Unreachable,
                $"The answer of {connection.Platform} was lost, and whether the webhook to {draft.Uri} is registered could not be found out.",
                $"Its secret stays in the store as '{credential}'. Look with Get-DevFlowWebhook; where it is not there, remove the credential.",
                lost) { Target = draft.Uri.ToString() };
        }
    }

    private async Task<WebhookRegistration> SignAsync(
        IWebhookAdministration administration, PlatformSession session, WebhookRegistration hook, SecretBuffer secret, string credential, CancellationToken cancellationToken)
    {
        if (hook.IsSigned != false)
        {
            return hook;
        }

        try
        {
            using HttpRequestMessage older = administration.CreateOlderSecret(hook, secret) ?? throw new DevFlowException(
                ErrorReason.RequestFailed, $"The webhook to {hook.Uri} was registered, but the platform did not take its secret.", "Check the version of the platform; the webhook was removed again.") { Target = hook.Uri.ToString() };
            JsonElement answer = await PlatformRequestSender.SendAsync(session, older, cancellationToken).ConfigureAwait(false);
            return administration.ReadHooks(hook.Target, answer).FirstOrDefault() ?? hook;
        }
        catch
        {
            // Nothing it sends could be trusted.
            using HttpRequestMessage removal = administration.CreateRemoval(hook);
            await PlatformRequestSender.SendAsync(session, removal, CancellationToken.None).ConfigureAwait(false);
            await ForgetAsync(credential).ConfigureAwait(false);
            throw;
        }
    }

    private Task<bool> ForgetAsync(string credential) => editor.RemoveAsync(credential, new AuditNote(Why: "the webhook was not registered"), CancellationToken.None);

    private async Task StoreAsync(string name, Connection connection, WebhookDraft draft, CancellationToken cancellationToken)
    {
        CredentialRequest request = new()
        {
            Name = name,
            Kind = CredentialKind.WebhookSecret,
            Platform = connection.Platform,
            BaseUri = connection.BaseUri,
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [UriAttribute] = draft.Uri.AbsoluteUri, [TargetAttribute] = draft.Target },
        };
        using TokenSet stored = new(new SecretBuffer(draft.Secret.Bytes));
        await editor.StoreAsync(request, stored, new AuditNote(Why: "a webhook is registered"), cancellationToken).ConfigureAwait(false);
    }

    private void RequireFree(string credential)
    {
        if (store.Find(credential) is not null)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"There is a credential '{credential}' already, and a webhook gets a secret of its own.",
                "Choose another name with -CredentialName, or remove the webhook whose secret it is with Remove-DevFlowWebhook.") { Target = credential };
        }
    }

    private static void RequireUsable(Uri uri)
    {
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || uri.UserInfo.Length > 0)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{uri.OriginalString}' is no address a platform could send to.", "Give the listener's public address, such as https://hooks.example.com/webhooks/main, without a user name.") { Target = uri.OriginalString };
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
        {
            throw new DevFlowException(ErrorReason.InsecureAddress, $"To '{uri}' payloads would be sent in clear text.", "Give an https address; plain http is accepted for loopback only.") { Target = uri.ToString() };
        }
    }

    private static WebhookRegistration Complete(WebhookRegistration hook, Connection connection, string? credential) =>
        hook with { Platform = connection.Platform, Connection = connection.Name, CredentialName = credential };

    // Two that send to one address from one target cannot be told apart.
    private static string? SecretOf(WebhookRegistration hook, IReadOnlyList<Credential> secrets)
    {
        Credential[] fitting =
        [
            .. secrets.Where(secret =>
                secret.Attributes.GetValueOrDefault(UriAttribute) == hook.Uri.AbsoluteUri
                && string.Equals(secret.Attributes.GetValueOrDefault(TargetAttribute), hook.Target, StringComparison.OrdinalIgnoreCase)),
        ];
        return fitting is [Credential only] ? only.Name : null;
    }

    // A refusal is an answer; a break-down on the way or behind it is none.
    private static bool MayHaveArrived(Exception failure) => failure switch
    {
        OperationCanceledException => true,
        DevFlowException { Reason: ErrorReason.TimedOut } or DevFlowException { StatusCode: >= 500 } => true,
        DevFlowException { Reason: ErrorReason.Unreachable } => failure.InnerException is not HttpRequestException cause || !RetryMatrix.WasNeverSent(cause),
        _ => false,
    };
}
