using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace DevFlow.Platforms;

/// <summary>The ids by which repeated deliveries are known.</summary>
internal static class DeliveryId
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public static bool IsOne([NotNullWhen(true)] string? id) => id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The id of a delivery that brings none: its content's.</summary>
    public static string OfContent(string name, ReadOnlySpan<byte> body) => $"{name}-{Convert.ToHexStringLower(SHA256.HashData(body))}";
}
