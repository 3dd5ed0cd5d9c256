using DevFlow.Core.Credentials;
using Konscious.Security.Cryptography;

namespace DevFlow.Core.Tests.Credentials.Unlock;

public sealed class PassphraseKeyTests
{
    [Fact]
    public void Argon2id_gives_the_result_of_rfc_9106()
    {
        using Argon2id argon = new([.. Enumerable.Repeat((byte)1, 32)])
        {
            Salt = [.. Enumerable.Repeat((byte)2, 16)],
            KnownSecret = [.. Enumerable.Repeat((byte)3, 8)],
            AssociatedData = [.. Enumerable.Repeat((byte)4, 12)],
            MemorySize = 32,
            Iterations = 3,
            DegreeOfParallelism = 4,
        };
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(argon.GetBytes(32)));
    }

    [Fact]
    public void A_key_depends_on_passphrase_salt_and_cost()
    {
        byte[] salt = new byte[16];
        string first = Derive("a passphrase", PassphraseKey.Checked(salt, 19 * 1024, 1, 1));
        Assert.Equal(first, Derive("a passphrase", PassphraseKey.Checked(salt, 19 * 1024, 1, 1)));
        Assert.NotEqual(first, Derive("b passphrase", PassphraseKey.Checked(salt, 19 * 1024, 1, 1)));
        Assert.NotEqual(first, Derive("a passphrase", PassphraseKey.Checked(salt, 19 * 1024, 2, 1)));
        Assert.NotEqual(first, Derive("a passphrase", PassphraseKey.Checked(salt, 20 * 1024, 1, 1)));
        Assert.NotEqual(first, Derive("a passphrase", PassphraseKey.Checked([1, .. salt[1..]], 19 * 1024, 1, 1)));
    }

    [Theory]
    [InlineData(16, (19 * 1024) - 1, 3, 1)]
    [InlineData(16, (1024 * 1024) + 1, 3, 1)]
    [InlineData(16, int.MaxValue, 3, 1)]
    [InlineData(16, 65536, 0, 1)]
    [InlineData(16, 65536, 17, 1)]
    [InlineData(16, 65536, 3, 0)]
    [InlineData(16, 65536, 3, 5)]
    [InlineData(15, 65536, 3, 1)]
    public void A_cost_out_of_bounds_is_refused_before_it_is_paid(int saltLength, int memoryKiB, int iterations, int parallelism) =>
        Assert.Throws<EnvelopeException>(() => PassphraseKey.Checked(new byte[saltLength], memoryKiB, iterations, parallelism));

    private static string Derive(string passphrase, PassphraseKey key)
    {
        using SecretBuffer text = SecretBuffer.FromChars(passphrase);
        using SecretBuffer derived = key.Derive(text);
        return Convert.ToHexString(derived.Bytes);
    }
}
