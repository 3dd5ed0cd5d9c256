namespace DevFlow.Platforms;

/// <summary>Makes a value of a payload one segment of a topic: some actions are whatever their sender chose.</summary>
internal static class TopicSegment
{
    private const int MaxLength = 128;

    public static string Of(string value)
    {
        string segment = string.Create(Math.Min(value.Length, MaxLength), value, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                char c = char.ToLowerInvariant(source[i]);
                target[i] = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_';
            }
        });
        return segment.Length == 0 ? "_" : segment;
    }
}
