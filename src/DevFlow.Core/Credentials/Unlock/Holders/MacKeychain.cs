using System.Runtime.InteropServices;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>Three calls of Security.framework: find, add and remove a generic password of the service <c>devflow</c>.</summary>
/// <remarks>https://developer.apple.com/documentation/security/keychain_services. Error -25308: no person can be asked, as over ssh.</remarks>
internal static class MacKeychain
{
    private const string Security = "/System/Library/Frameworks/Security.framework/Security";
    private const string CoreFoundation = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";
    private const int ItemNotFound = -25300;

    public static SecretBuffer? Find(string account)
    {
        using Query query = new(account);
        query.Set("kSecReturnData", Constant(CoreFoundation, "kCFBooleanTrue"));
        int status = SecItemCopyMatching(query.Handle, out nint data);
        if (status == ItemNotFound)
        {
            return null;
        }

        Require(status);
        try
        {
            SecretBuffer key = new((int)CFDataGetLength(data));
            CFDataGetBytes(data, new Range(0, key.Length), ref MemoryMarshal.GetReference(key.Writable));
            return key;
        }
        finally
        {
            CFRelease(data);
        }
    }

    public static void Add(string account, SecretBuffer key)
    {
        using Query query = new(account);
        query.SetData("kSecValueData", key);
        Require(SecItemAdd(query.Handle, nint.Zero));
    }

    public static void Remove(string account)
    {
        using Query query = new(account);
        _ = SecItemDelete(query.Handle); // what is gone already is no error
    }

    private static void Require(int status)
    {
        if (status != 0)
        {
            throw new KeyUnavailableException(
                $"the keychain refuses (error {status})",
                "Unlock the login keychain in a session of the desktop, or add another method for sessions over ssh and for daemons.");
        }
    }

    private static nint Constant(string library, string name) => Marshal.ReadIntPtr(NativeLibrary.GetExport(NativeLibrary.Load(library), name));

    [DllImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SecItemCopyMatching(nint query, out nint result);

    [DllImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SecItemAdd(nint attributes, nint result);

    [DllImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SecItemDelete(nint query);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CFDictionaryCreateMutable(nint allocator, nint capacity, nint keyCallBacks, nint valueCallBacks);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void CFDictionarySetValue(nint dictionary, nint key, nint value);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CFDataCreate(nint allocator, ref byte bytes, nint length);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CFDataGetLength(nint data);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void CFDataGetBytes(nint data, Range range, ref byte buffer);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CFStringCreateWithBytes(nint allocator, byte[] bytes, nint length, uint encoding, byte isExternal);

    [DllImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void CFRelease(nint reference);

    /// <summary>CFRange.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Range(nint Location, nint Length);

    /// <summary>The dictionary that names one item.</summary>
    private sealed class Query : IDisposable
    {
        private const uint Utf8 = 0x08000100;

        public Query(string account)
        {
            // The call backs are structs, so it is their addresses that are passed, not what stands there.
            nint library = NativeLibrary.Load(CoreFoundation);
            Handle = CFDictionaryCreateMutable(
                nint.Zero,
                0,
                NativeLibrary.GetExport(library, "kCFTypeDictionaryKeyCallBacks"),
                NativeLibrary.GetExport(library, "kCFTypeDictionaryValueCallBacks"));
            Set("kSecClass", Constant(Security, "kSecClassGenericPassword"));
            SetText("kSecAttrService", "devflow");
            SetText("kSecAttrAccount", account);
        }

        public nint Handle { get; }

        public void Set(string key, nint value) => CFDictionarySetValue(Handle, Constant(Security, key), value);

        public void SetData(string key, SecretBuffer data) =>
            SetOwned(key, CFDataCreate(nint.Zero, ref MemoryMarshal.GetReference(data.Writable), data.Length));

        public void Dispose() => CFRelease(Handle);

        private void SetText(string key, string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            SetOwned(key, CFStringCreateWithBytes(nint.Zero, bytes, bytes.Length, Utf8, isExternal: 0));
        }

        private void SetOwned(string key, nint value)
        {
            Set(key, value);
            CFRelease(value); // the dictionary keeps it
        }
    }
}
