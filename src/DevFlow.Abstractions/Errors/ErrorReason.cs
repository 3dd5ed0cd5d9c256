namespace DevFlow;

/// <summary>
/// Why DevFlow could not do what it was asked. A cmdlet turns a reason into the error id <c>DevFlow.&lt;Reason&gt;</c>,
/// so scripts can catch by id; the names are part of the contract and never change their meaning.
/// </summary>
public enum ErrorReason
{
    /// <summary>Something that should not happen; the message carries the cause.</summary>
    Unexpected = 0,

    /// <summary>An argument cannot be used as given.</summary>
    InvalidArgument,

    /// <summary>The named thing does not exist (or the token may not see it).</summary>
    NotFound,

    /// <summary>No plugin serves the named platform.</summary>
    UnknownPlatform,

    /// <summary>A plugin is missing, broken or does not fit this version of DevFlow.</summary>
    PluginInvalid,

    /// <summary>The platform refused the credential.</summary>
    AuthenticationFailed,

    /// <summary>The credential is good but may not do this.</summary>
    PermissionDenied,

    /// <summary>The platform's rate limit is exhausted; see <see cref="DevFlowException.RetryAt"/>.</summary>
    RateLimited,

    /// <summary>The platform answered with an error that is not one of the others.</summary>
    RequestFailed,

    /// <summary>The platform could not be reached.</summary>
    Unreachable,

    /// <summary>The operation took longer than it may.</summary>
    TimedOut,

    /// <summary>Repeated failures opened the circuit breaker of the host; see <see cref="DevFlowException.RetryAt"/>.</summary>
    CircuitOpen,

    /// <summary>An address would send secrets in clear text, or to a host they are not bound to.</summary>
    InsecureAddress,

    /// <summary>The DevFlow home folder cannot be used.</summary>
    HomeUnusable,

    /// <summary>The credential store cannot be unlocked.</summary>
    StoreLocked,

    /// <summary>A stored file is not what was written: damaged, swapped or of an unknown format.</summary>
    StoreCorrupt,

    /// <summary>The audit log of the credential store cannot be written, so nothing is done that must stand in it.</summary>
    AuditUnwritable,

    /// <summary>No stored credential has this name.</summary>
    CredentialNotFound,

    /// <summary>No connection fits; the message names those there are.</summary>
    ConnectionNotFound,

    /// <summary>A webhook source has no secret, so nothing it receives could be trusted.</summary>
    WebhookSecretMissing,

    /// <summary>The port is used by another program.</summary>
    PortInUse,

    /// <summary>The event journal cannot be written or read.</summary>
    JournalUnusable,

    /// <summary>A script handler failed.</summary>
    HandlerFailed,

    /// <summary>Events cause each other in a chain that does not end.</summary>
    EventLoop,

    /// <summary>The plugin of the named platform was switched off.</summary>
    PluginDisabled,
}
