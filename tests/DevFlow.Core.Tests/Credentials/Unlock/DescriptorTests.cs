using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Unlock;

public sealed class DescriptorTests : IDisposable
{
    private readonly TestStore _test = new();

    private string DescriptorPath => Path.Combine(_test.Home.Path, "credentials", "store.json");

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Every_bit_of_the_description_counts()
    {
        await SaveWithTwoMethodsAsync();
        byte[] good = await File.ReadAllBytesAsync(DescriptorPath, TestContext.Current.CancellationToken);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] changed = [.. good];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            await RefusedAsync(changed, $"bit {bit}: {(char)changed[bit / 8]}");
        }
    }

    [Fact]
    public async Task A_description_that_is_cut_or_goes_on_is_refused()
    {
        await SaveWithTwoMethodsAsync();
        byte[] good = await File.ReadAllBytesAsync(DescriptorPath, TestContext.Current.CancellationToken);
        for (int length = 0; length < good.Length; length += 7)
        {
            await RefusedAsync(good[..length], $"length {length}");
        }

        await RefusedAsync([.. good, (byte)'\n'], "longer");
    }

    [Fact]
    public async Task A_method_from_another_store_or_an_older_description_opens_nothing()
    {
        await SaveWithTwoMethodsAsync();
        byte[] old = await File.ReadAllBytesAsync(DescriptorPath, TestContext.Current.CancellationToken);
        using (CredentialStore store = _test.Open())
        {
            await store.Access.ChangeRootKeyAsync(UnlockRequest.Unattended, AuditNote.None, TestContext.Current.CancellationToken);
        }

        await RefusedAsync(old, "before the root key was changed");
    }

    private async Task SaveWithTwoMethodsAsync()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        UnlockMethodDraft second = new(UnlockMethodKind.KeyFile) { Path = Path.Combine(_test.Root, "keys", "second.key") };
        await store.Access.AddAsync(second, AuditNote.None, TestContext.Current.CancellationToken);
    }

    private async Task RefusedAsync(byte[] content, string what)
    {
        await File.WriteAllBytesAsync(DescriptorPath, content, TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.True(error.Reason is ErrorReason.StoreCorrupt or ErrorReason.StoreLocked, $"{what}: {error}");
    }
}
