using System.Diagnostics;
using System.Net.Sockets;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Unlock;

public sealed class SecretServiceTests : IDisposable
{
    private const string AddressVariable = "DBUS_SESSION_BUS_ADDRESS";
    private readonly TestStore _test = new();
    private readonly List<Process> _daemons = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_keyring_opens_the_store_founds_new_ones_and_forgets_what_was_removed()
    {
        await StartKeyringAsync();
        _test.Environment.Remove(KeySource.FileVariable);
        _test.Environment["XDG_CONFIG_HOME"] = _test.Root;
        await _test.SaveOneAsync(secret: "kept in the keyring");

        using (CredentialStore store = _test.Open())
        {
            UnlockMethod method = Assert.Single(store.Access.GetStatus().Methods);
            Assert.Equal((UnlockMethodKind.SecretService, "opens it"), (method.Kind, method.Answer));
            Assert.Equal("kept in the keyring", TestStore.Reveal(store));
            await store.Access.AddAsync(new UnlockMethodDraft(UnlockMethodKind.KeyFile) { Path = _test.KeyPath }, AuditNote.None, Cancelled);
            await store.Access.RemoveAsync(method.Id, keepRootKey: true, UnlockRequest.Unattended, AuditNote.None, Cancelled);

            UnlockSlot gone = new(method.Id, UnlockMethodKind.SecretService, 0, UnlockSlot.NoParameters, default);
            SecretServiceHolder holder = new(new KeySource(name => _test.Environment.GetValueOrDefault(name)));
            Assert.Contains("no such key", Assert.Throws<KeyUnavailableException>(() => holder.Read(store.Unlocker.TryOpen()!.StoreId, gone, passphrase: null)).Message, StringComparison.Ordinal);
        }

        using CredentialStore other = _test.Open();
        Assert.Equal("kept in the keyring", TestStore.Reveal(other));
    }

    [Fact]
    public void A_bus_that_does_not_answer_is_given_up_after_three_seconds()
    {
        string path = Path.Combine(_test.Root, "silent bus");
        using Socket silent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(path));
        silent.Listen();
        _test.Environment[AddressVariable] = "unix:path=" + Uri.EscapeDataString(path);

        long started = Stopwatch.GetTimestamp();
        KeyUnavailableException error = Assert.Throws<KeyUnavailableException>(Read);
        Assert.Contains("did not answer within 3 seconds", error.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("unix:path=/nowhere/bus", "cannot be used")]
    [InlineData("tcp:host=localhost,port=1", "no Unix socket")]
    [InlineData("rubbish", "no Unix socket")]
    public void Without_a_bus_the_answer_comes_at_once(string? address, string cause)
    {
        _test.Environment[AddressVariable] = address;
        Assert.Contains(cause, Assert.Throws<KeyUnavailableException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_keyring_a_new_store_takes_the_key_file()
    {
        _test.Environment.Remove(KeySource.FileVariable);
        _test.Environment["XDG_CONFIG_HOME"] = _test.Root;
        _test.Environment[AddressVariable] = "unix:path=/nowhere/bus";
        await _test.SaveOneAsync();
        Assert.True(File.Exists(Path.Combine(_test.Root, "devflow", "root.key")));
    }

    public void Dispose()
    {
        foreach (Process daemon in _daemons)
        {
            daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }

        _test.Dispose();
    }

    private void Read()
    {
        SecretServiceHolder holder = new(new KeySource(name => _test.Environment.GetValueOrDefault(name)));
        holder.Read(default, new UnlockSlot("00", UnlockMethodKind.SecretService, 0, UnlockSlot.NoParameters, default), passphrase: null).Dispose();
    }

    /// <summary>A bus and a GNOME Keyring of this test's own, its keyring open.</summary>
    private async Task StartKeyringAsync()
    {
        string[] programs = ["/usr/bin/dbus-daemon", "/usr/bin/gnome-keyring-daemon"];
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Array.TrueForAll(programs, File.Exists), "This machine has no dbus-daemon or no gnome-keyring-daemon.");
        Process bus = Start(programs[0], [], "--session", "--nofork", "--print-address=1", "--address=unix:path=" + Path.Combine(_test.Root, "bus"));
        string address = (await bus.StandardOutput.ReadLineAsync(Cancelled))!;
        _test.Environment[AddressVariable] = address;
        Process keyring = Start(programs[1], [(AddressVariable, address), ("HOME", _test.Root), ("XDG_RUNTIME_DIR", _test.Root), ("XDG_DATA_HOME", _test.Root)], "--foreground", "--unlock", "--components=secrets");
        await keyring.StandardInput.WriteAsync("password of the log-on");
        keyring.StandardInput.Close();
        while (!Keeps(address))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }
    }

    private static bool Keeps(string address)
    {
        try
        {
            using DBusConnection connection = DBusConnection.Open(address, TimeProvider.System, TimeSpan.FromSeconds(3));
            using SecretBuffer probe = new("probe"u8);
            new SecretService(connection).Add("probe", new Dictionary<string, string>(StringComparer.Ordinal) { ["probe"] = "1" }, probe);
            return true;
        }
        catch (DBusException)
        {
            return false;
        }
    }

    private Process Start(string program, (string Name, string Value)[] variables, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        _daemons.Add(process);
        return process;
    }
}
