using System.Globalization;
using System.Text;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's global ids in their older form: Base64 of the type name's length, the name and the number.</summary>
internal static class NodeId
{
    public static string Create(string type, long id) => Create(type, id.ToString(CultureInfo.InvariantCulture));

    /// <param name="type">The type in GraphQL.</param>
    /// <param name="id">What tells it from others of the type: a number, or a SHA.</param>
    public static string Create(string type, string id) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type.Length:00}:{type}{id}")));
}
