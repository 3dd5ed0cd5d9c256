using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// The secrets of a source whose secret is in the credential store. A rotation, by whatever process, is followed within a quarter of a
/// second; a removed credential is accepted no more. While the store cannot be read, the last ones known stay.
/// </summary>
internal sealed class StoredWebhookSecrets : WebhookSecrets
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly CredentialStore _store;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private long _lookedAt;
    private long _version;
    private bool _isUnreadable;

    public StoredWebhookSecrets(CredentialStore store, string name, Redactor redactor, TimeProvider time, ILogger logger)
        : base(redactor)
    {
        _store = store;
        _name = name;
        _time = time;
        _logger = logger;
        _lookedAt = time.GetTimestamp();
        Look();
    }

    protected override void Follow()
    {
        // One request looks; the others go on with what there is.
        if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < LookEvery || !_gate.TryEnter())
        {
            return;
        }

        try
        {
            Look();
            _isUnreadable = false;
        }
        catch (DevFlowException gone) when (gone.Reason == ErrorReason.CredentialNotFound)
        {
            _version = 0;
            Accept(current: null, previous: null, previousUntil: default);
            Warn("The webhook secret '{Name}' is in the store no more: nothing that is signed with it is taken. {Error}", gone);
        }
        catch (DevFlowException unreadable)
        {
            Warn("The webhook secret '{Name}' could not be looked up; the last one known stays. {Error}", unreadable);
        }
        finally
        {
            Volatile.Write(ref _lookedAt, _time.GetTimestamp());
            _gate.Exit();
        }
    }

    private void Look()
    {
        Credential credential = _store.Find(_name) ?? throw CredentialStore.NotFound(_name);
        if (credential.Version == _version)
        {
            return;
        }

        using SecretBuffer stored = _store.OpenSecret(_name, new AuditNote(AuditOperation.Use, "webhook listener"));
        switch (credential.Kind)
        {
            case CredentialKind.WebhookSecret:
                using (WebhookSecretPair pair = WebhookSecretPair.Open(stored))
                {
                    Accept(pair.Current, pair.Previous, pair.PreviousUntil);
                }

                break;
            case CredentialKind.Generic:
                Accept(stored, previous: null, previousUntil: default);
                break;
            default:
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"The credential '{_name}' is of the kind {credential.Kind}, not the secret of a webhook.",
                    "Store the webhook's secret with Set-DevFlowCredential -Kind WebhookSecret.") { Target = _name };
        }

        StoredAt = credential.StoredAt;
        _version = credential.Version;
    }

    private void Warn(string message, DevFlowException error)
    {
        if (!_isUnreadable)
        {
            _isUnreadable = true;
#pragma warning disable CA2254 // Constant texts of this file.
            _logger.LogError(message, _name, error.Message);
#pragma warning restore CA2254
        }
    }
}
