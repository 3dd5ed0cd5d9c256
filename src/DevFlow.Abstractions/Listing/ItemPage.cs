namespace DevFlow;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Following">
/// The addresses of the pages after this one, in their order, as far as it tells: all of them, the next one, or none. Those of the
/// connection's own origin are followed.
/// </param>
public sealed record ItemPage<T>(IReadOnlyList<T> Items, IReadOnlyList<Uri> Following)
    where T : PlatformItem;
