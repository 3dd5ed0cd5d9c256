using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Konscious.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>How a passphrase becomes a key: Argon2id, version 0x13, 32 bytes.</summary>
/// <remarks>
/// New ones cost what RFC 9106 recommends second: 64 MiB, three passes; one lane, since other implementations offer no more.
/// What a file asks for is bounded on both sides: neither may it make guessing cheap, nor reading it eat the machine.
/// </remarks>
internal sealed class PassphraseKey
{
    public const int MinLength = 12;
    private const int SaltLength = 16;
    private const int KiBOfMiB = 1024;

    private PassphraseKey(ReadOnlyMemory<byte> salt, int memoryKiB, int iterations, int parallelism)
    {
        Salt = salt;
        MemoryKiB = memoryKiB;
        Iterations = iterations;
        Parallelism = parallelism;
    }

    public ReadOnlyMemory<byte> Salt { get; }

    public int MemoryKiB { get; }

    public int Iterations { get; }

    public int Parallelism { get; }

    public static PassphraseKey Create(bool strong) =>
        new(RandomNumberGenerator.GetBytes(SaltLength), (strong ? 256 : 64) * KiBOfMiB, iterations: 3, parallelism: 1);

    public static PassphraseKey Checked(byte[] salt, int memoryKiB, int iterations, int parallelism) =>
        salt.Length == SaltLength && memoryKiB is >= 19 * KiBOfMiB and <= 1024 * KiBOfMiB && iterations is >= 1 and <= 16 && parallelism is >= 1 and <= 4
            ? new PassphraseKey(salt, memoryKiB, iterations, parallelism)
            : throw new EnvelopeException("the cost of a passphrase in it is out of bounds");

    /// <summary>The key of a passphrase somebody chooses now.</summary>
    public SecretBuffer DeriveFirst(SecretBuffer passphrase)
    {
        using SecretChars chars = passphrase.ToChars();
        return chars.Chars.Length >= MinLength ? Derive(passphrase) : throw new DevFlowException(
            ErrorReason.InvalidArgument,
            $"The passphrase is too short: who has a copy of the store can try passphrases for years, so it needs at least {MinLength} characters.",
            "Choose six or more random words.");
    }

    /// <summary>The key.</summary>
    /// <param name="passphrase">UTF-8; brought into form C first, since keyboards and systems compose accents differently.</param>
    public SecretBuffer Derive(SecretBuffer passphrase)
    {
        byte[] text = Compose(passphrase);
        try
        {
            using Argon2id argon = new(text) { Salt = Salt.ToArray(), MemorySize = MemoryKiB, Iterations = Iterations, DegreeOfParallelism = Parallelism };
            byte[] derived = argon.GetBytes(Aead.KeyLength);
            SecretBuffer key = new(derived);
            CryptographicOperations.ZeroMemory(derived);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static byte[] Compose(SecretBuffer passphrase)
    {
        using SecretChars given = passphrase.ToChars();
        char[] composed = GC.AllocateUninitializedArray<char>(given.Chars.GetNormalizedLength(), pinned: true);
        if (!given.Chars.TryNormalize(composed, out int length))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, "The passphrase is no text.", "Type it again.");
        }

        byte[] text = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(composed, 0, length), pinned: true);
        Encoding.UTF8.GetBytes(composed, 0, length, text, 0);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(composed.AsSpan()));
        return text;
    }
}
