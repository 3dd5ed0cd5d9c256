using System.Runtime.CompilerServices;

namespace DevFlow.Sandbox.Http;

/// <summary>The values of a route's parameters in a request's path, decoded when they are asked for.</summary>
internal readonly struct RouteValues
{
    /// <summary>More parameters than any route has.</summary>
    public const int Capacity = 6;

    private readonly string _path;
    private readonly string[] _names;
    private readonly Bounds _bounds;

    private RouteValues(string path, string[] names, in Bounds bounds)
    {
        _path = path;
        _names = names;
        _bounds = bounds;
    }

    /// <summary>A parameter's value, percent-decoded.</summary>
    /// <exception cref="ArgumentException">The route has no such parameter.</exception>
    public string this[string name]
    {
        get
        {
            int index = Array.IndexOf(_names ?? [], name);
            if (index < 0)
            {
                throw new ArgumentException($"The route has no parameter {name}.", nameof(name));
            }

            (int start, int length) = _bounds[index];
            return Uri.UnescapeDataString(_path.AsSpan(start, length));
        }
    }

    public static RouteValues Create(string path, string[] names, in Bounds bounds) => new(path, names, bounds);

    /// <summary>Where the values stand in the path.</summary>
    [InlineArray(Capacity)]
    internal struct Bounds
    {
        private (int Start, int Length) _first;
    }
}
