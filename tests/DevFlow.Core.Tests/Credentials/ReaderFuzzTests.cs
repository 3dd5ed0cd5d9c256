using System.Globalization;
using System.Security.Cryptography;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>
/// Random changes of everything the store reads: either it is refused, in the store's own words, or it says what was written. The long run:
/// <c>DEVFLOW_FUZZ_CASES=5000000 dotnet run --project tests/DevFlow.Core.Tests -- -class DevFlow.Core.Tests.Credentials.ReaderFuzzTests</c>
/// </summary>
public sealed class ReaderFuzzTests : IDisposable
{
    private static readonly int Cases =
        int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_FUZZ_CASES") ?? "5000", CultureInfo.InvariantCulture);

    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_changed_credential_file_is_refused()
    {
        string path = await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        StoreKeys keys = store.Unlocker.TryOpen()!;
        Fuzz(await File.ReadAllBytesAsync(path, Token), changed =>
        {
            CredentialFile file = CredentialFile.Parse(path, changed, keys, new OpenedDescriptions());
            Assert.Equal("github", file.Credential.Name);
            using SecretBuffer secret = Envelope.Parse(changed).OpenSecret(keys);
            Assert.Fail("A changed file was opened.");
        });
    }

    [Fact]
    public async Task A_changed_manifest_is_refused()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        StoreKeys keys = store.Unlocker.TryOpen()!;
        Fuzz(await File.ReadAllBytesAsync(_test.StoreFile("manifest.dfm"), Token), changed =>
        {
            Manifest.Open(changed, keys);
            Assert.Fail("A changed manifest was opened.");
        });
    }

    [Fact]
    public void A_manifest_of_any_content_ends_in_a_manifest_or_a_refusal_and_takes_no_memory_it_does_not_hold()
    {
        LogPosition start = new(1, 0, 0, new byte[32]);
        CredentialId id = new(default(Id128));
        byte[] text = [1, 0, 0, 0, .. new byte[48], 1, 0, 0, 0, .. new byte[76], 1, 0, 0, 0, .. new byte[57]];
        Assert.Equal(id, Assert.Single(Manifest.Parse(7, text).Entries).Key);
        Assert.True(start.IsSamePlace(Manifest.Parse(7, text).Position));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fuzz(text, static changed => Manifest.Parse(7, changed));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Cases, 0, 20_000);
    }

    [Fact]
    public async Task A_description_of_any_content_ends_in_a_description_or_a_refusal()
    {
        string path = await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        Envelope envelope = Envelope.Parse(await File.ReadAllBytesAsync(path, Token));
        using SecretBuffer meta = envelope.OpenMeta(store.Unlocker.TryOpen()!);
        Fuzz(meta.Bytes.ToArray(), changed => MetaCodec.Decode(changed, envelope.Header));
    }

    [Fact]
    public async Task A_changed_line_of_the_log_is_not_authentic_and_what_it_says_is_read_or_refused()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        byte[] key = Manifest.Open(await File.ReadAllBytesAsync(_test.StoreFile("manifest.dfm"), Token), store.Unlocker.TryOpen()!).Segments[0].Key;
        byte[] line = (await File.ReadAllBytesAsync(_test.StoreFile("audit", "000001.jsonl"), Token))[..^1];
        Assert.True(AuditLine.IsAuthentic(line, key));
        Fuzz(line, changed =>
        {
            Assert.False(AuditLine.IsAuthentic(changed, key));
            AuditLine.ReadChange(changed);
            AuditLine.Read(changed);
        });
    }

    [Fact]
    public async Task A_changed_head_is_none()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        Manifest manifest = Manifest.Open(await File.ReadAllBytesAsync(_test.StoreFile("manifest.dfm"), Token), store.Unlocker.TryOpen()!);
        byte[] head = await File.ReadAllBytesAsync(_test.StoreFile("audit", "head"), Token);
        Assert.NotNull(LogHead.TryParse(head, manifest.Segments));
        Fuzz(head, changed => Assert.Null(LogHead.TryParse(changed, manifest.Segments)));
    }

    /// <summary>Hands over changed copies; only the store's own refusal may come back.</summary>
    private static void Fuzz(byte[] good, Action<byte[]> read)
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        Random random = new(seed);
        for (int round = 0; round < Cases; round++)
        {
            byte[] changed = Change(good, random);
            if (changed.AsSpan().SequenceEqual(good))
            {
                continue;
            }

            try
            {
                read(changed);
            }
            catch (EnvelopeException)
            {
                // Refused, as it must be.
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(changed)}", error);
            }
        }
    }

    private static byte[] Change(byte[] good, Random random)
    {
        byte[] changed = [.. good];
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(changed.Length);
            int length = random.Next(1, Math.Min(16, changed.Length - at) + 1);
            switch (random.Next(7))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 2:
                    random.NextBytes(changed.AsSpan(at, length));
                    break;
                case 3:
                    changed.AsSpan(at, length).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
                    break;
                case 4:
                    changed = changed.Length > 1 ? changed[..at] is { Length: > 0 } cut ? cut : [0] : changed;
                    break;
                case 5:
                    changed = [.. changed[..at], .. changed.AsSpan(at, length), .. changed[at..]];
                    break;
                case 6:
                    changed = changed.Length > length ? [.. changed[..at], .. changed[(at + length)..]] : changed;
                    break;
            }
        }

        return changed;
    }
}
