namespace SimdBackprop.Tests;

/// <summary>Where an operand lies in its memory.</summary>
internal enum Place
{
    /// <summary>Away from both ends, as in memory that nobody guards.</summary>
    Inside,

    /// <summary>Its last element is the last before a page that may not be touched.</summary>
    EndsAtGuard,

    /// <summary>Its first element is the first after one.</summary>
    BeginsAtGuard,
}

/// <summary>Memory between two pages that may not be touched.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private readonly nuint _page = (nuint)Environment.SystemPageSize;
    private readonly nuint _bytes;
    private readonly byte* _pages;

    /// <param name="capacity">The most elements that will be asked for.</param>
    internal GuardedMemory(int capacity)
    {
        // Beside the two guards a page on either side of what lies inside, and one for what rounding up takes.
        _bytes = (((nuint)capacity * (nuint)sizeof(T) / _page) + 5) * _page;
        _pages = ProtectedPages.Map(_bytes);
        ProtectedPages.Forbid(_pages);
        ProtectedPages.Forbid(_pages + _bytes - _page);
    }

    /// <summary>So many elements at the place; they begin with whatever was there.</summary>
    internal Span<T> Take(int length, Place place)
    {
        T* first = (T*)(_pages + _page), end = (T*)(_pages + _bytes - _page), inside = (T*)(_pages + (2 * _page));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, end - inside - (inside - first));
        return new(place switch { Place.EndsAtGuard => end - length, Place.BeginsAtGuard => first, _ => inside }, length);
    }

    public void Dispose() => ProtectedPages.Unmap(_pages, _bytes);
}
