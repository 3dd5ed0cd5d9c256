using System.Security.Cryptography;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The key pair the Apps of this process sign with.</summary>
/// <remarks>
/// Making one takes about a second, so it is made once, in the background, and only where a scenario has an App: the
/// sandboxes of one process share it, and nothing outlives the process.
/// </remarks>
internal static class AppKey
{
    private const int Bits = 2048;

    private static readonly Lazy<RSA> Pair = new(static () =>
    {
        // A key is only generated when it is first needed; asking for its size does not count as that.
        RSA pair = RSA.Create(Bits);
        pair.ExportParameters(includePrivateParameters: false);
        return pair;
    });

    /// <summary>Begins to make it, so that who asks first need not wait for all of it.</summary>
    public static void Prepare()
    {
        if (!Pair.IsValueCreated)
        {
            ThreadPool.QueueUserWorkItem(static _ => _ = Pair.Value);
        }
    }

    /// <summary>The private key in the form GitHub hands out: PKCS#1 in PEM.</summary>
    public static string ExportPem()
    {
        RSA pair = Pair.Value;
        lock (pair)
        {
            return pair.ExportRSAPrivateKeyPem();
        }
    }

    public static bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        RSA pair = Pair.Value;
        lock (pair)
        {
            return pair.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}
