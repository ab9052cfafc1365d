namespace SimdBackprop.Data;

/// <summary>The content of an IDX file whose elements are unsigned bytes: a shape and the bytes in row-major order.</summary>
public sealed class IdxArray
{
    private readonly int[] _shape;
    private readonly byte[] _data;

    /// <summary>Makes an array of bytes that are in memory already.</summary>
    /// <param name="name">What messages call the array, usually the file's path.</param>
    /// <param name="shape">The extents, outermost first; none for a single element.</param>
    /// <param name="data">The elements in row-major order; kept, not copied.</param>
    /// <exception cref="ArgumentNullException">The name or the data is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    /// <exception cref="ArgumentException">The shape does not have as many elements as there are bytes.</exception>
    public IdxArray(string name, ReadOnlySpan<int> shape, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        Int128 length = 1;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));

            // Held at a length no array has, so that a long shape of large extents cannot wrap round to the right number.
            length = Int128.Min(length * extent, long.MaxValue);
        }

        if (length != data.Length)
        {
            throw new ArgumentException($"The shape {Describe(shape)} does not describe {data.Length} bytes.", nameof(shape));
        }

        Name = name;
        _shape = shape.ToArray();
        _data = data;
    }

    /// <summary>What messages call the array: the path or name it was read under.</summary>
    public string Name { get; }

    /// <summary>The extents, outermost first; the last dimension is contiguous.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The elements in row-major order, as many as the product of <see cref="Shape"/>.</summary>
    public ReadOnlySpan<byte> Data => _data;

    internal static string Describe(ReadOnlySpan<int> shape) => string.Join(" x ", shape.ToArray());
}
