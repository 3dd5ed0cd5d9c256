using System.Globalization;
using System.Text;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's global ids in their older form: Base64 of the type name's length, the name and the number.</summary>
internal static class NodeId
{
    public static string Create(string type, long id) => Convert.ToBase64String(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type.Length:00}:{type}{id}")));
}
