namespace DevFlow.Core.Credentials;

/// <summary>The calls of org.freedesktop.secrets that keep one key: find, add, remove. Never one that asks a person.</summary>
/// <remarks>Sessions are "plain": the bus is a socket of the user's own, and who listens there can ask for the secret as well.</remarks>
internal sealed class SecretService(DBusConnection bus)
{
    private const string Name = "org.freedesktop.secrets";
    private const string Root = "/org/freedesktop/secrets";
    private const string ServiceFace = "org.freedesktop.Secret.Service";
    private const string NoObject = "/";

    /// <summary>The secret of the first unlocked item; null where there is none.</summary>
    public SecretBuffer? Find(Dictionary<string, string> attributes)
    {
        if (Search(attributes) is not [string item, ..])
        {
            return null;
        }

        using DBusWriter arguments = new();
        using SecretBuffer answer = bus.Call(Name, item, "org.freedesktop.Secret.Item", "GetSecret", "o", arguments.String(OpenSession()));
        DBusReader reader = new(answer.Bytes);
        reader.Align(8);
        reader.String(); // the session
        reader.Bytes(); // parameters of its cipher: none
        return new SecretBuffer(reader.Bytes());
    }

    public void Add(string label, Dictionary<string, string> attributes, SecretBuffer secret)
    {
        using DBusWriter arguments = new();
        arguments.Array(properties =>
        {
            properties.Align(8).String("org.freedesktop.Secret.Item.Label").Signature("s").String(label);
            Write(properties.Align(8).String("org.freedesktop.Secret.Item.Attributes").Signature("a{ss}"), attributes);
        });
        arguments.Align(8).String(OpenSession()).Bytes([]).Bytes(secret.Bytes).String("text/plain").Boolean(true);
        using SecretBuffer answer = bus.Call(Name, DefaultCollection(), "org.freedesktop.Secret.Collection", "CreateItem", "a{sv}(oayays)b", arguments);
        DBusReader reader = new(answer.Bytes);
        reader.String(); // the item
        RequireNoPrompt(reader.String());
    }

    public void Remove(Dictionary<string, string> attributes)
    {
        foreach (string item in Search(attributes))
        {
            using DBusWriter arguments = new();
            bus.Call(Name, item, "org.freedesktop.Secret.Item", "Delete", "", arguments).Dispose();
        }
    }

    private static void Write(DBusWriter writer, Dictionary<string, string> attributes) => writer.Array(entries =>
    {
        foreach ((string name, string value) in attributes)
        {
            entries.Align(8).String(name).String(value);
        }
    });

    private static void RequireNoPrompt(string prompt)
    {
        if (prompt != NoObject)
        {
            throw new DBusException("it wants to ask a person, and nobody was asked");
        }
    }

    private string[] Search(Dictionary<string, string> attributes)
    {
        using DBusWriter arguments = new();
        Write(arguments, attributes);
        using SecretBuffer answer = bus.Call(Name, Root, ServiceFace, "SearchItems", "a{ss}", arguments);
        DBusReader reader = new(answer.Bytes);
        return reader.Strings(); // a second array has the locked ones
    }

    private string OpenSession()
    {
        using DBusWriter arguments = new();
        using SecretBuffer answer = bus.Call(Name, Root, ServiceFace, "OpenSession", "sv", arguments.String("plain").Signature("s").String(""));
        DBusReader reader = new(answer.Bytes);
        reader.Signature();
        reader.String(); // the cipher's output: none
        return reader.String();
    }

    private string DefaultCollection()
    {
        using DBusWriter arguments = new();
        using SecretBuffer answer = bus.Call(Name, Root, ServiceFace, "ReadAlias", "s", arguments.String("default"));
        DBusReader reader = new(answer.Bytes);
        return reader.String() is string collection && collection != NoObject ? collection : throw new DBusException("it has no default keyring");
    }
}
