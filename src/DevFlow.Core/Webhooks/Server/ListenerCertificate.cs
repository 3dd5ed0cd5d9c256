using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Net.Security;
using DevFlow.Core.Credentials;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// The certificate of a listener, from files or from the system's store. It is looked at again every few seconds while connections come,
/// so that a renewed one is used without a restart; where the new one cannot be read, the present one stays.
/// </summary>
internal sealed class ListenerCertificate : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Func<X509Certificate2Collection> _load;
    private readonly Func<string> _stamp;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private string _loaded;
    private SslStreamCertificateContext _context;
    private long _lookedAt;

    private ListenerCertificate(Func<X509Certificate2Collection> load, Func<string> stamp, TimeProvider time, ILogger logger)
    {
        _load = load;
        _stamp = stamp;
        _time = time;
        _logger = logger;
        _loaded = stamp();
        _context = Context(load());
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>The certificate of this moment, with its chain.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            Follow();
            return Volatile.Read(ref _context);
        }
    }

    /// <summary>Opens a PEM or PKCS #12 file, or the newest valid certificate of the account's store, or the machine's, that fits.</summary>
    /// <exception cref="DevFlowException">There is no usable certificate with its key; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static ListenerCertificate Open(CertificateRequest request, TimeProvider time, ILogger logger)
    {
        string what = request.Path ?? request.Subject ?? "";
        try
        {
            return request.Path is { } path
                ? FromFile(path, request.KeyPath, request.Password is null ? null : new SecretBuffer(request.Password.Bytes), time, logger)
                : FromStore(what, time, logger);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The certificate '{what}' cannot be used: {failure.Message}",
                "Give a PEM file with its key, a PKCS #12 file with its password, or the thumbprint or host name of one in the system's store.",
                failure) { Target = what };
        }
    }

    public void Dispose() => _context.TargetCertificate.Dispose();

    private static ListenerCertificate FromFile(string path, string? keyPath, SecretBuffer? password, TimeProvider time, ILogger logger) => new(
        () => ReadFile(path, keyPath, password),
        () => $"{File.GetLastWriteTimeUtc(path).Ticks} {(keyPath is null ? 0 : File.GetLastWriteTimeUtc(keyPath).Ticks)}",
        time,
        logger);

    private static ListenerCertificate FromStore(string subject, TimeProvider time, ILogger logger) => new(
        () => [FindInStore(subject, time.GetUtcNow())],
        () =>
        {
            using X509Certificate2 found = FindInStore(subject, time.GetUtcNow());
            return found.Thumbprint;
        },
        time,
        logger);

    private void Follow()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < LookEvery || !_gate.TryEnter())
        {
            return;
        }

        try
        {
            if (_stamp() is var stamp && stamp != _loaded)
            {
                // The one before may be in use by handshakes under way; its handle goes with the last of them.
                Volatile.Write(ref _context, Context(_load()));
                _loaded = stamp;
                _logger.LogInformation("The listener's certificate was read again; it is good until {Until:u}.", _context.TargetCertificate.NotAfter.ToUniversalTime());
            }
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or DevFlowException)
        {
            _logger.LogWarning("The listener's new certificate cannot be read, the present one stays: {Error}", failure.Message);
        }
        finally
        {
            Volatile.Write(ref _lookedAt, _time.GetTimestamp());
            _gate.Exit();
        }
    }

    // Offline: a listener does not go out to the internet to complete its own chain.
    private static SslStreamCertificateContext Context(X509Certificate2Collection chain) =>
        SslStreamCertificateContext.Create(chain[0], chain, offline: true);

    private static X509Certificate2Collection ReadFile(string path, string? keyPath, SecretBuffer? password)
    {
        using SecretChars? secret = password?.ToChars();
        if (!File.ReadAllBytes(path).AsSpan().TrimStart(" \t\r\n"u8).StartsWith("-----BEGIN"u8))
        {
            return WithKeyFirst(X509CertificateLoader.LoadPkcs12CollectionFromFile(path, secret is null ? [] : secret.Chars));
        }

        X509Certificate2 own = secret is null ? X509Certificate2.CreateFromPemFile(path, keyPath) : X509Certificate2.CreateFromEncryptedPemFile(path, secret.Chars, keyPath);
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(path);
        chain[0] = Usable(own);
        return chain;
    }

    // Windows serves TLS with keys of its own stores only, which a key from PEM is not in.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
        }
    }

    private static X509Certificate2Collection WithKeyFirst(X509Certificate2Collection found)
    {
        X509Certificate2 own = found.FirstOrDefault(static one => one.HasPrivateKey) ?? throw new CryptographicException("There is no private key in it.");
        return [own, .. found.Where(one => one != own)];
    }

    private static X509Certificate2 FindInStore(string wanted, DateTimeOffset now)
    {
        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            // Elsewhere than on Windows the machine has a store for authorities only.
            if (location == StoreLocation.LocalMachine && !OperatingSystem.IsWindows())
            {
                continue;
            }

            using X509Store store = new(StoreName.My, location, OpenFlags.ReadOnly);
            X509Certificate2? found = store.Certificates
                .Where(one => one.HasPrivateKey && one.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime < one.NotAfter.ToUniversalTime())
                .Where(one => one.Thumbprint.Equals(wanted, StringComparison.OrdinalIgnoreCase) || one.MatchesHostname(wanted) || one.Subject.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                .MaxBy(static one => one.NotAfter);
            if (found is not null)
            {
                return found;
            }
        }

        throw new CryptographicException("The system's store has no valid certificate of this thumbprint or name with its key.");
    }
}
